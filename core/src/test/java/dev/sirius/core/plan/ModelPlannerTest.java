package dev.sirius.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a plan for Llama 3.1 8B")
class ModelPlannerTest {

  private static final ModelFacts LLAMA = ReferenceModels.named("llama-3.1-8b");
  private static final OllamaRun RUN = OllamaRun.defaults(Map.of(), ByteSize.ZERO, 131_072);

  private static ModelPlanner planner(MemoryBudget budget) {
    return new ModelPlanner(LLAMA, PlanFixtures.UNIFORM, budget, PlanFixtures.MEASURED);
  }

  private static MemoryBudget memory(long gibibytes) {
    return MemoryBudget.of(
        PlanFixtures.device(ByteSize.ofGiB(gibibytes), ByteSize.ofGiB(gibibytes)),
        false,
        Optional.empty());
  }

  @Test
  @DisplayName("says that 16 bits do not fit 8 GiB, and what is missing")
  void refusesWhatDoesNotFit() {
    Candidate candidate = planner(memory(8)).candidate(QuantizationType.F16, RUN);

    assertThat(candidate.fit()).isEqualTo(Fit.NOWHERE);
    assertThat(candidate.needed()).isGreaterThan(ByteSize.ofGiB(15));
    assertThat(candidate.missing().bytes())
        .isEqualTo(candidate.needed().bytes() - ByteSize.ofMiB(8192 - 512).bytes());
  }

  @Test
  @DisplayName("fits 4 bits into 8 GiB of memory")
  void fitsInMemory() {
    Candidate candidate = planner(memory(8)).candidate(QuantizationType.Q4_K_M, RUN);

    assertThat(candidate.fit()).isEqualTo(Fit.MEMORY);
    assertThat(candidate.missing()).isEqualTo(ByteSize.ZERO);
    assertThat(candidate.placement()).isEmpty();
    assertThat(candidate.speed().isKnown()).isTrue();
    assertThat(candidate.loss().isKnown()).isTrue();
  }

  @Test
  @DisplayName("takes the accelerator first, then splits, and says how many layers go there")
  void usesTheAccelerator() {
    MemoryBudget budget =
        MemoryBudget.of(
            PlanFixtures.withCard(
                PlanFixtures.device(ByteSize.ofGiB(32), ByteSize.ofGiB(24)),
                ByteSize.ofGiB(8),
                ByteSize.ofGiB(8)),
            false,
            Optional.empty());

    Candidate small = planner(budget).candidate(QuantizationType.Q4_K_M, RUN);
    Candidate large = planner(budget).candidate(QuantizationType.F16, RUN);

    assertThat(small.fit()).isEqualTo(Fit.ACCELERATOR);
    assertThat(small.placement().orElseThrow().layers()).isEqualTo(33);
    assertThat(large.fit()).isEqualTo(Fit.SPLIT);
    assertThat(large.placement().orElseThrow().layers()).isBetween(8, 20);
    assertThat(large.placement().orElseThrow().accelerator())
        .isLessThanOrEqualTo(ByteSize.ofGiB(7));
  }

  @Test
  @DisplayName("finds the longest context that fits")
  void findsTheLongestContext() {
    ModelPlanner planner = planner(memory(8));

    long longest = planner.longestContext(QuantizationType.Q4_K_M, RUN).orElseThrow();
    OllamaRun there = RUN.withContext(longest, "test");
    OllamaRun beyond = RUN.withContext(longest + 256, "test");

    assertThat(planner.candidate(QuantizationType.Q4_K_M, there).fit()).isEqualTo(Fit.MEMORY);
    assertThat(planner.candidate(QuantizationType.Q4_K_M, beyond).fit()).isEqualTo(Fit.NOWHERE);
    assertThat(planner.longestContext(QuantizationType.F16, RUN)).isEmpty();
    assertThat(planner(memory(64)).longestContext(QuantizationType.Q4_K_M, RUN)).hasValue(131_072);
  }

  @Test
  @DisplayName("says what smaller keys and values buy")
  void saysWhatCacheTypesBuy() {
    List<CacheTypeGain> gains = planner(memory(8)).cacheTypes(QuantizationType.Q4_K_M, RUN);

    assertThat(gains)
        .extracting(CacheTypeGain::type)
        .containsExactly(TensorType.F16, TensorType.Q8_0, TensorType.Q4_0);
    assertThat(gains.get(1).cache().bytes()).isEqualTo(gains.get(0).cache().bytes() * 34 / 64);
    assertThat(gains.get(2).longestContext().orElseThrow())
        .isGreaterThan(2 * gains.get(0).longestContext().orElseThrow());
  }

  @Test
  @DisplayName("counts what is available now, or all of an idle device, less a reserve")
  void takesTheBudgetFromTheDevice() {
    var device = PlanFixtures.device(ByteSize.ofGiB(16), ByteSize.ofGiB(6));

    assertThat(MemoryBudget.of(device, false, Optional.empty()).host().toOptional())
        .contains(ByteSize.ofMiB(6 * 1024 - 512));
    assertThat(MemoryBudget.of(device, true, Optional.empty()).host().toOptional())
        .contains(ByteSize.ofGiB(14));
    assertThat(MemoryBudget.of(device, true, Optional.of(ByteSize.ofGiB(20))).host().toOptional())
        .contains(ByteSize.ZERO);
  }

  @Test
  @DisplayName("says how to get a speed when none was measured")
  void saysHowToGetASpeed() {
    ModelPlanner planner =
        new ModelPlanner(LLAMA, PlanFixtures.UNIFORM, memory(8), SpeedBases.unknown());

    Fact<?> speed = planner.candidate(QuantizationType.Q4_K_M, RUN).speed();

    assertThat(speed.isKnown()).isFalse();
    assertThat(speed.origin()).contains("sirius device --measure");
  }
}
