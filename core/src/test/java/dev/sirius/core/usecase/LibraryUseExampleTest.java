package dev.sirius.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.family.NestedLevels;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.quantization.Level;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("As a library, the core")
class LibraryUseExampleTest {

  private final ModelStore store = new InMemoryModelStore("0.33.0").with("kjv", "F16", "");

  @Test
  @DisplayName("makes a model at a level, over any store")
  void createsAtALevel() {
    CreateModel createModel = new CreateModel(store, new NestedLevels(TierThresholds.ORIGINAL));
    CreateOrder order =
        new CreateOrder(
            ModelName.parse("kjv"),
            ModelName.parse("kjv:mobile"),
            new Target.AtLevel(Level.MOBILE),
            List.of(),
            false);

    CreatePlan plan = createModel.plan(order);
    if (plan instanceof CreatePlan.Ready ready) {
      createModel.carryOut(ready, step -> {});
    }

    assertThat(store.list()).anyMatch(model -> model.name().equals(order.name()));
  }
}
