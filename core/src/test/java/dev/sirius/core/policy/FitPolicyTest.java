package dev.sirius.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.plan.ModelPlanner;
import dev.sirius.core.plan.PlanFixtures;
import dev.sirius.core.plan.ReferenceModels;
import dev.sirius.core.plan.SpeedBases;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the fit policy")
class FitPolicyTest {

  private static final ModelFacts LLAMA = ReferenceModels.named("llama-3.1-8b");
  private static final List<QuantizationType> TYPES =
      List.of(
          QuantizationType.Q2_K,
          QuantizationType.Q4_0,
          QuantizationType.Q4_K_M,
          QuantizationType.Q6_K,
          QuantizationType.Q8_0,
          QuantizationType.F16);

  private static MemoryBudget memory(long mebibytes) {
    ByteSize size = ByteSize.ofMiB(mebibytes);
    return MemoryBudget.of(PlanFixtures.device(size, size), false, Optional.empty());
  }

  private static FitChoice choose(long mebibytes, SpeedBases speeds, Optional<Double> speed) {
    MemoryBudget budget = memory(mebibytes);
    ModelPlanner planner = new ModelPlanner(LLAMA, PlanFixtures.UNIFORM.of(LLAMA), budget, speeds);
    OllamaRun run = OllamaRun.defaults(Map.of(), ByteSize.ZERO, 131_072);
    List<Candidate> candidates = TYPES.stream().map(type -> planner.candidate(type, run)).toList();
    return new FitPolicy().choose(candidates, budget.host(), speed, Optional.empty());
  }

  private static FitChoice choose(long mebibytes) {
    return choose(mebibytes, PlanFixtures.MEASURED, Optional.empty());
  }

  @Test
  @DisplayName("takes the best quality that fits")
  void takesTheBestThatFits() {
    assertThat(choose(65_536).type()).contains(QuantizationType.F16);
    assertThat(choose(10_240).type()).contains(QuantizationType.Q8_0);
    assertThat(choose(8192).type()).contains(QuantizationType.Q6_K);
    assertThat(choose(6144).type()).contains(QuantizationType.Q4_K_M);
    assertThat(choose(4096).type()).contains(QuantizationType.Q2_K);
  }

  @Test
  @DisplayName("does not recommend 16 bits of an 8-billion-parameter model for 8 GiB")
  void knowsTheModel() {
    FitChoice choice = choose(8192);

    assertThat(choice.rejected().get(QuantizationType.F16))
        .isInstanceOfSatisfying(
            Reason.DoesNotFit.class,
            reason -> {
              assertThat(reason.code()).isEqualTo("does-not-fit");
              assertThat(reason.text()).startsWith("F16 needs 15.").contains("more than there is");
            });
  }

  @Test
  @DisplayName("gives each other type its number")
  void saysWhyNotTheOthers() {
    FitChoice choice = choose(6144);

    assertThat(choice.rejected().keySet())
        .containsExactlyInAnyOrder(
            QuantizationType.F16,
            QuantizationType.Q8_0,
            QuantizationType.Q6_K,
            QuantizationType.Q4_0,
            QuantizationType.Q2_K);
    assertThat(choice.rejected().get(QuantizationType.Q2_K).text())
        .isEqualTo("Q2_K fits, but loses more than Q4_K_M (expected loss 11-56 %)");
    assertThat(choice.reasons())
        .extracting(Reason::code)
        .containsExactly("best-that-fits", "more-memory-buys");
    assertThat(choice.reasons().get(1).text()).contains("more memory Q6_K would fit");
  }

  @Test
  @DisplayName("takes a faster type when a speed is wanted")
  void heedsTheWantedSpeed() {
    FitChoice choice = choose(65_536, PlanFixtures.MEASURED, Optional.of(4.0));

    assertThat(choice.type()).contains(QuantizationType.Q4_K_M);
    assertThat(choice.rejected().get(QuantizationType.F16).code()).isEqualTo("too-slow");
    assertThat(choice.rejected().get(QuantizationType.Q8_0).text())
        .contains("below the 4.0 wanted");
  }

  @Test
  @DisplayName("says that it cannot heed the wanted speed without a measurement")
  void saysThatSpeedIsNotKnown() {
    FitChoice choice = choose(65_536, SpeedBases.unknown(), Optional.of(5.0));

    assertThat(choice.type()).contains(QuantizationType.F16);
    assertThat(choice.certain()).isFalse();
    assertThat(choice.reasons()).extracting(Reason::code).contains("speed-not-known");
  }

  @Test
  @DisplayName("says when nothing fits")
  void saysWhenNothingFits() {
    FitChoice choice = choose(1024);

    assertThat(choice.type()).isEmpty();
    assertThat(choice.reasons().get(0))
        .isInstanceOfSatisfying(
            Reason.NothingFits.class,
            reason -> assertThat(reason.smallest()).isEqualTo(QuantizationType.Q2_K));
  }

  @Test
  @DisplayName("assumes a type for most devices, aloud, when memory is not known")
  void assumesAloud() {
    MemoryBudget budget = memory(8192);
    ModelPlanner planner =
        new ModelPlanner(LLAMA, PlanFixtures.UNIFORM.of(LLAMA), budget, PlanFixtures.MEASURED);
    OllamaRun run = OllamaRun.defaults(Map.of(), ByteSize.ZERO, 131_072);

    FitChoice choice =
        new FitPolicy()
            .choose(
                TYPES.stream().map(type -> planner.candidate(type, run)).toList(),
                Fact.unknown("the probe is broken"),
                Optional.empty(),
                Optional.empty());

    assertThat(choice.type()).contains(QuantizationType.Q4_K_M);
    assertThat(choice.certain()).isFalse();
    assertThat(choice.reasons().get(0).text()).contains("the probe is broken").contains("MOBILE");
  }

  @ParameterizedTest(name = "{0} at hand")
  @CsvSource({"Q4_K_M, Q4_K_M", "Q6_K, Q6_K", "Q4_0, Q4_0", "F16, F16"})
  @DisplayName("takes nothing that the weights at hand cannot hold")
  void takesNothingFinerThanWhatIsAtHand(QuantizationType atHand, QuantizationType taken) {
    MemoryBudget budget = memory(65_536);
    ModelPlanner planner =
        new ModelPlanner(LLAMA, PlanFixtures.UNIFORM.of(LLAMA), budget, PlanFixtures.MEASURED);
    OllamaRun run = OllamaRun.defaults(Map.of(), ByteSize.ZERO, 131_072);

    FitChoice choice =
        new FitPolicy()
            .choose(
                TYPES.stream().map(type -> planner.candidate(type, run)).toList(),
                budget.host(),
                Optional.empty(),
                Optional.of(atHand));

    assertThat(choice.type()).contains(taken);
    if (atHand != QuantizationType.F16) {
      assertThat(choice.rejected().get(QuantizationType.Q8_0).text())
          .contains("gains nothing over the weights at hand, which are " + atHand.label());
    }
  }
}
