package dev.sirius.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.family.NestedLevels;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.ModelfileRenderer;
import dev.sirius.core.policy.MobileProfile;
import dev.sirius.core.policy.TierPolicy;
import dev.sirius.core.policy.TierThresholds;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a Java program")
class LibraryUseExampleTest {

  @Test
  @DisplayName("finds the level of a device and makes a model at it")
  void makesAModelAtTheLevelOfADevice() {
    InMemoryModelStore ollama =
        new InMemoryModelStore("0.33.0").with("llama3.1:8b-instruct-fp16", "F16", "");
    DeviceProbe device = aspects -> MobileProfile.ORIGINAL.asDevice();

    RecommendLevel recommend = new RecommendLevel(device, new TierPolicy(TierThresholds.ORIGINAL));
    CreateModel create = new CreateModel(ollama, new NestedLevels(TierThresholds.ORIGINAL));
    CreatePlan plan =
        create.plan(
            new CreateOrder(
                ModelName.parse("llama3.1:8b-instruct-fp16"),
                ModelName.parse("llama3.1:mobile"),
                new Target.AtLevel(recommend.recommend().level()),
                List.of(),
                false));
    if (plan instanceof CreatePlan.Ready ready) {
      create.carryOut(ready, step -> {});
    }

    assertThat(ollama.created())
        .singleElement()
        .satisfies(
            request ->
                assertThat(new ModelfileRenderer().render(request.modelfile()))
                    .startsWith("FROM llama3.1:8b-instruct-fp16\nLICENSE \"\"\"QUANTIZE Q4_K_M\n"));
  }
}
