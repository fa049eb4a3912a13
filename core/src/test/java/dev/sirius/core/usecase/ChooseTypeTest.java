package dev.sirius.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.catalogue.EmptyCatalogue;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.plan.PlanFixtures;
import dev.sirius.core.plan.QuantizedForms;
import dev.sirius.core.plan.ReferenceModels;
import dev.sirius.core.policy.ChosenBy;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.policy.TierPolicy;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.policy.TypeChoice;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("choosing what the weights of Llama 3.1 8B shall be")
class ChooseTypeTest {

  private static final ModelFacts FACTS = ReferenceModels.named("llama-3.1-8b");

  private static Fact<KnownModel> installed(QuantizationType type) {
    ModelFacts facts =
        new ModelFacts(
            FACTS.architecture(),
            FACTS.metadata(),
            new QuantizedForms().of(FACTS).as(type).tensors());
    ModelName name = ModelName.parse("llama3.1:8b");
    return Fact.known(
        new KnownModel(
            name.shortForm(), new KnownModel.Origin.Installed(name), facts, Optional.of(type)),
        "test");
  }

  private static TypeChoice choose(
      ChosenBy by, Fact<KnownModel> model, int gibibytes, Parameter... parameters) {
    DeviceProfile device =
        PlanFixtures.device(ByteSize.ofGiB(gibibytes), ByteSize.ofGiB(gibibytes));
    DeviceProbe probe = aspects -> device;
    return new ChooseType(
            new PlanKnownModel(probe, new QuantizedForms(), new NoSpeeds(), new EmptyCatalogue()),
            new RecommendLevel(probe, new TierPolicy(TierThresholds.ORIGINAL)))
        .choose(by, model, List.of(parameters), Map.of());
  }

  @Test
  @DisplayName("takes the level of the best quality that fits the memory, and says why")
  void bestLevel() {
    TypeChoice choice = choose(ChosenBy.FIT, installed(QuantizationType.F16), 12);

    assertThat(choice.type()).contains(QuantizationType.Q8_0);
    assertThat(choice.by()).isEqualTo(ChosenBy.FIT);
    assertThat(choice.certain()).isTrue();
    assertThat(choice.reasons())
        .extracting(Reason::code)
        .containsExactly("best-that-fits", "more-memory-buys");
    assertThat(choose(ChosenBy.FIT, installed(QuantizationType.F16), 6).type())
        .contains(QuantizationType.Q4_K_M);
    assertThat(choose(ChosenBy.FIT, installed(QuantizationType.F16), 24).type())
        .contains(QuantizationType.F16);
  }

  @Test
  @DisplayName("names a type between the levels that would fit and lose less")
  void between() {
    TypeChoice choice = choose(ChosenBy.FIT, installed(QuantizationType.F16), 8);

    assertThat(choice.type()).contains(QuantizationType.Q4_K_M);
    assertThat(choice.reasons()).contains(new Reason.FinerTypeFits(QuantizationType.Q6_K));
  }

  @Test
  @DisplayName("takes nothing that holds more than the weights at hand")
  void neverAboveTheSource() {
    TypeChoice choice = choose(ChosenBy.FIT, installed(QuantizationType.Q4_K_M), 24);

    assertThat(choice.type()).contains(QuantizationType.Q4_K_M);
    assertThat(choice.reasons())
        .contains(new Reason.NothingGained(QuantizationType.F16, QuantizationType.Q4_K_M));
    assertThat(choose(ChosenBy.FIT, installed(QuantizationType.Q6_K), 24).type())
        .contains(QuantizationType.Q6_K);
  }

  @Test
  @DisplayName("reckons with the context that the model is to run at, the first that is stated")
  void context() {
    Parameter longer = new Parameter.WholeNumber(ParameterName.NUM_CTX, 65_536);
    Parameter usual = new Parameter.WholeNumber(ParameterName.NUM_CTX, 4096);

    assertThat(choose(ChosenBy.FIT, installed(QuantizationType.F16), 12, longer, usual).type())
        .isNotEqualTo(choose(ChosenBy.FIT, installed(QuantizationType.F16), 12, usual).type());
  }

  @Test
  @DisplayName("takes nothing where nothing fits, and says what the smallest lacks")
  void nothingFits() {
    TypeChoice choice = choose(ChosenBy.FIT, installed(QuantizationType.F16), 2);

    assertThat(choice.type()).isEmpty();
    assertThat(choice.reasons()).hasOnlyElementsOfTypes(Reason.NothingFits.class);
  }

  @Test
  @DisplayName("goes by the device's tier where that is asked for, whatever the model")
  void byTier() {
    TypeChoice choice = choose(ChosenBy.TIER, installed(QuantizationType.Q4_K_M), 2);

    assertThat(choice.by()).isEqualTo(ChosenBy.TIER);
    assertThat(choice.type()).contains(QuantizationType.Q4_K_M);
    assertThat(choice.reasons()).extracting(Reason::code).containsExactly("not-detected");
  }

  @Test
  @DisplayName("goes by the device's tier where the model's facts cannot be had, and says so first")
  void withoutFacts() {
    TypeChoice choice = choose(ChosenBy.FIT, Fact.unknown("it has no tensors"), 24);

    assertThat(choice.by()).isEqualTo(ChosenBy.TIER);
    assertThat(choice.certain()).isFalse();
    assertThat(choice.reasons().get(0).text())
        .isEqualTo(
            "what the model needs is not known (it has no tensors), so the device's tier decides");
  }
}
