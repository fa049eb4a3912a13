package dev.sirius.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sirius.core.catalogue.EmptyCatalogue;
import dev.sirius.core.family.NestedLevels;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.plan.QuantizedForms;
import dev.sirius.core.policy.ChosenBy;
import dev.sirius.core.policy.MobileProfile;
import dev.sirius.core.policy.TierPolicy;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.weights.Guidance;
import dev.sirius.core.weights.QuantizerChoice;
import dev.sirius.core.weights.WeightsRoute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("optimizing a model for a device of 6 GiB and 4 cores")
class OptimizeModelTest {

  private final InMemoryModelStore store =
      new InMemoryModelStore("0.33.3")
          .with("llama3.1:8b", "Q4_K_M", "")
          .with("llama3.1:8b-fp16", "F16", "");
  private final CreateModel createModel =
      new CreateModel(store, new NestedLevels(TierThresholds.ORIGINAL));
  private final OptimizeModel optimizeModel =
      new OptimizeModel(
          store,
          new ChooseType(
              new PlanKnownModel(
                  aspects -> new MobileProfile(ByteSize.ofGiB(6), 4).asDevice(),
                  new QuantizedForms(),
                  new NoSpeeds(),
                  new EmptyCatalogue()),
              new RecommendLevel(
                  aspects -> new MobileProfile(ByteSize.ofGiB(6), 4).asDevice(),
                  new TierPolicy(TierThresholds.ORIGINAL))),
          createModel);

  private CreatePlan plan(String name) {
    return optimizeModel.plan(
        ModelName.parse(name),
        Optional.empty(),
        List.of(),
        QuantizerChoice.AUTO,
        Guidance.NONE,
        ChosenBy.TIER,
        Map.of());
  }

  @Test
  void namesTheResultAfterTheModel() {
    assertThat(OptimizeModel.optimizedName(ModelName.parse("llama3.1:8b")))
        .hasToString("llama3.1:8b-matryoshka");
  }

  @Test
  void keepsTheWeightsOfAModelThatIsBelowTheLevelAlready() {
    assertThat(plan("llama3.1:8b"))
        .asInstanceOf(type(CreatePlan.Ready.class))
        .satisfies(
            ready ->
                assertThat(ready.route())
                    .isEqualTo(
                        new WeightsRoute.AsTheyAre(
                            QuantizationType.Q8_0, QuantizationType.Q4_K_M)));
  }

  @Test
  void quantizesA16BitModelToTheLevelOfTheDevice() {
    assertThat(plan("llama3.1:8b-fp16"))
        .asInstanceOf(type(CreatePlan.Ready.class))
        .satisfies(ready -> assertThat(ready.request().quantize()).contains(QuantizationType.Q8_0));
  }

  @Test
  void changesNothingTheSecondTime() {
    createModel.carryOut((CreatePlan.Ready) plan("llama3.1:8b"), step -> {});

    assertThat(plan("llama3.1:8b"))
        .asInstanceOf(type(CreatePlan.AlreadyOptimized.class))
        .satisfies(done -> assertThat(done.name()).hasToString("llama3.1:8b-matryoshka"));
    assertThat(plan("llama3.1:8b-matryoshka")).isInstanceOf(CreatePlan.AlreadyOptimized.class);
    assertThat(store.created()).hasSize(1);
  }

  @Test
  void takesTheNameExactlyNotAPartOfIt() {
    assertThatThrownBy(() -> plan("llama3.1"))
        .isInstanceOfSatisfying(
            ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    assertThatThrownBy(() -> plan("llama3")).hasMessageContaining("llama3:latest is not installed");
  }

  @Test
  void doesNotTouchAModelOfThatNameThatIsNotItsOwn() {
    store.with("llama3.1:8b-matryoshka", "Q8_0", "a licence without levels");

    assertThat(plan("llama3.1:8b"))
        .isEqualTo(new CreatePlan.NameTaken(ModelName.parse("llama3.1:8b-matryoshka")));
  }
}
