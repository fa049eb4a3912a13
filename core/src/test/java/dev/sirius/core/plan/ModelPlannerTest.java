package dev.sirius.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("a plan for Llama 3.1 8B")
class ModelPlannerTest {

  private static final ModelFacts LLAMA = ReferenceModels.named("llama-3.1-8b");
  private static final OllamaRun RUN = OllamaRun.defaults(Map.of(), ByteSize.ZERO, 131_072);

  private static ModelPlanner planner(MemoryBudget budget) {
    return new ModelPlanner(LLAMA, PlanFixtures.UNIFORM.of(LLAMA), budget, PlanFixtures.MEASURED);
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
        new ModelPlanner(LLAMA, PlanFixtures.UNIFORM.of(LLAMA), memory(8), SpeedBases.unknown());

    Fact<?> speed = planner.candidate(QuantizationType.Q4_K_M, RUN).speed();

    assertThat(speed.isKnown()).isFalse();
    assertThat(speed.origin()).contains("sirius device --measure");
  }

  @Nested
  @DisplayName("where a type of it was measured here")
  class Corrected {

    private static final ByteSize MORE = ByteSize.ofMiB(100);

    private ModelPlanner planner(SpeedBases speeds, MemoryBudget budget, Correction... measured) {
      return new ModelPlanner(
          LLAMA, PlanFixtures.UNIFORM.of(LLAMA), budget, speeds, List.of(measured));
    }

    private Correction as(QuantizationType type, double decode) {
      return new Correction(
          type,
          OptionalDouble.of(decode),
          OptionalDouble.empty(),
          OptionalLong.of(MORE.bytes()),
          "llama:q8");
    }

    private double likely(ModelPlanner planner, QuantizationType type) {
      return planner.candidate(type, RUN).speed().toOptional().orElseThrow().decode().likely();
    }

    @Test
    @DisplayName("expects that speed of it, and the others' by the same factor")
    void factor() {
      ModelPlanner plain = planner(PlanFixtures.MEASURED, memory(32));
      double estimated = likely(plain, QuantizationType.Q8_0);
      ModelPlanner planner =
          planner(PlanFixtures.MEASURED, memory(32), as(QuantizationType.Q8_0, estimated * 1.5));

      assertThat(likely(planner, QuantizationType.Q8_0)).isCloseTo(estimated * 1.5, within(1e-9));
      assertThat(likely(planner, QuantizationType.Q4_K_M))
          .isCloseTo(likely(plain, QuantizationType.Q4_K_M) * 1.5, within(1e-9));
      assertThat(planner.candidate(QuantizationType.Q4_K_M, RUN).speed().origin())
          .contains("as Q8_0, measured here (llama:q8), scaled by the bytes read for a token");
    }

    @Test
    @DisplayName("scales by the bytes of a token where nothing else is known of the device")
    void bytes() {
      ModelPlanner planner =
          planner(SpeedBases.unknown(), memory(32), as(QuantizationType.Q8_0, 10));

      assertThat(likely(planner, QuantizationType.Q8_0)).isCloseTo(10, within(1e-9));
      // 8.5 bits a weight, and 16.
      assertThat(likely(planner, QuantizationType.F16)).isCloseTo(10 * 8.5 / 16, within(0.01));
    }

    @Test
    @DisplayName("takes what was measured of the type itself before what was measured later")
    void nearest() {
      ModelPlanner planner =
          planner(
              SpeedBases.unknown(),
              memory(32),
              as(QuantizationType.F16, 7),
              as(QuantizationType.Q8_0, 10));

      assertThat(likely(planner, QuantizationType.F16)).isCloseTo(7, within(1e-9));
    }

    @Test
    @DisplayName("does not take a processor's speed for an accelerator's")
    void elsewhere() {
      MemoryBudget card =
          MemoryBudget.of(
              PlanFixtures.withCard(
                  PlanFixtures.device(ByteSize.ofGiB(32), ByteSize.ofGiB(24)),
                  ByteSize.ofGiB(8),
                  ByteSize.ofGiB(8)),
              false,
              Optional.empty());

      // 16 bits are split there, and 4 fit the card.
      assertThat(
              planner(PlanFixtures.MEASURED, card, as(QuantizationType.F16, 1))
                  .candidate(QuantizationType.Q4_K_M, RUN)
                  .speed())
          .isEqualTo(
              planner(PlanFixtures.MEASURED, card).candidate(QuantizationType.Q4_K_M, RUN).speed());
    }

    @Test
    @DisplayName("adds to each type's memory what its process held beyond the estimate")
    void offset() {
      ByteSize plain =
          planner(PlanFixtures.MEASURED, memory(32))
              .candidate(QuantizationType.Q4_K_M, RUN)
              .needed();
      ByteSize corrected =
          planner(PlanFixtures.MEASURED, memory(32), as(QuantizationType.Q8_0, 10))
              .candidate(QuantizationType.Q4_K_M, RUN)
              .needed();

      assertThat(corrected.bytes() - plain.bytes()).isEqualTo(MORE.bytes());
    }
  }
}
