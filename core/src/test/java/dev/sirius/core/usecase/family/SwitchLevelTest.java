package dev.sirius.core.usecase.family;

import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q6_K;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.family.StepPolicy;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.size.ByteSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("switching a family's level")
class SwitchLevelTest {

  private static final StepPolicy POLICY =
      new StepPolicy(ByteSize.ofMiB(100), ByteSize.ofMiB(50), Duration.ofSeconds(30));

  private final FamilyWorld world = FamilyWorld.with(Q8_0, Q4_K_M);

  @Test
  @DisplayName("points the primary at a level that exists, and changes nothing else")
  void toExisting() {
    Step step = world.switchLevel().to(FamilyWorld.NAME, Q4_K_M, world.events::add);

    assertThat(step.changed()).isTrue();
    assertThat(step.made()).isFalse();
    assertThat(world.current()).isEqualTo(Q4_K_M);
    assertThat(world.store.created()).isEmpty();
    assertThat(world.store.list()).hasSize(3);
    assertThat(world.events).singleElement().isInstanceOf(StepEvent.Stepped.class);
  }

  @Test
  @DisplayName("makes a level that is but a promise")
  void toPromise() {
    Step step = world.switchLevel().to(FamilyWorld.NAME, Q2_K, world.events::add);

    assertThat(step.made()).isTrue();
    assertThat(world.made).containsExactly(Q2_K);
    assertThat(world.current()).isEqualTo(Q2_K);
    assertThat(world.events).hasAtLeastOneElementOfType(StepEvent.Making.class);
  }

  @Test
  @DisplayName("does nothing when the family is at that level")
  void same() {
    assertThat(world.switchLevel().to(FamilyWorld.NAME, Q8_0, world.events::add).changed())
        .isFalse();
    assertThat(world.events).isEmpty();
  }

  @Test
  @DisplayName("unloads what runs of the family, and leaves the level itself and strangers alone")
  void unloads() {
    world.runner.loaded.addAll(
        List.of(
            FamilyWorld.NAME,
            ModelName.parse("kjv:tiny-q4_K_M"),
            ModelName.parse("kjv:tiny-q8_0"),
            ModelName.parse("stranger:latest")));

    world.switchLevel().to(FamilyWorld.NAME, Q4_K_M, StepListener.NONE);

    assertThat(world.runner.unloaded)
        .containsExactly(FamilyWorld.NAME, ModelName.parse("kjv:tiny-q8_0"));
  }

  @Test
  @DisplayName("changes nothing while a request is being answered")
  void busy() {
    world.runner.loaded.add(FamilyWorld.NAME);
    world.runner.busy = true;

    assertThatThrownBy(() -> world.switchLevel().to(FamilyWorld.NAME, Q4_K_M, StepListener.NONE))
        .isInstanceOf(ModelStoreException.class);
    assertThat(world.current()).isEqualTo(Q8_0);
  }

  @Test
  @DisplayName("keeps a present level that is there as the primary alone")
  void keepsPresent() {
    world.store.delete(ModelName.parse("kjv:tiny-q8_0"));

    world.switchLevel().to(FamilyWorld.NAME, Q4_K_M, StepListener.NONE);

    assertThat(new ReadFamily(world.store).read(FamilyWorld.NAME).parent().exists()).isTrue();
  }

  @Test
  @DisplayName("refuses a level that the family does not have, and names those it has")
  void unknownLevel() {
    assertThatThrownBy(() -> world.switchLevel().to(FamilyWorld.NAME, Q6_K, StepListener.NONE))
        .isInstanceOfSatisfying(
            FamilyException.class,
            e -> assertThat(e.kind()).isEqualTo(FamilyException.Kind.NO_LEVEL))
        .hasMessageContaining("Q8_0, Q4_K_M, Q2_K");
  }

  @Test
  @DisplayName("refuses a model that only has a level's name")
  void impostor() {
    world.store.with("kjv:tiny-q4_K_M", "Q4_K_M", "MIT");

    assertThatThrownBy(() -> world.switchLevel().to(FamilyWorld.NAME, Q4_K_M, StepListener.NONE))
        .isInstanceOfSatisfying(
            FamilyException.class,
            e -> assertThat(e.kind()).isEqualTo(FamilyException.Kind.DAMAGED));
    assertThat(world.current()).isEqualTo(Q8_0);
  }

  @Nested
  @DisplayName("by the memory of the moment")
  class Automatically {

    @Test
    @DisplayName("steps down to what fits, the memory that the family holds counted in")
    void down() {
      world.freeMebibytes = () -> 350;
      world.runner.loaded.add(FamilyWorld.NAME);
      world.runner.mebibytes = 300;

      Step step = world.switchLevel().automatically(FamilyWorld.NAME, POLICY, world.events::add);

      assertThat(step.to()).isEqualTo(Q4_K_M);
      assertThat(step.fits()).isTrue();
      assertThat(world.events.get(0))
          .isEqualTo(
              new StepEvent.Chosen(
                  FamilyWorld.NAME, FamilyWorld.START, ByteSize.ofMiB(650), Q4_K_M, true));
    }

    @Test
    @DisplayName("goes up only with room to spare")
    void up() {
      world.store.copy(ModelName.parse("kjv:tiny-q4_K_M"), FamilyWorld.NAME);
      world.freeMebibytes = () -> 1049;
      world.switchLevel().automatically(FamilyWorld.NAME, POLICY, StepListener.NONE);
      assertThat(world.current()).isEqualTo(Q4_K_M);

      world.freeMebibytes = () -> 1050;
      world.switchLevel().automatically(FamilyWorld.NAME, POLICY, StepListener.NONE);
      assertThat(world.current()).isEqualTo(Q8_0);
    }

    @Test
    @DisplayName("says when not even the lowest level fits")
    void nothingFits() {
      world.freeMebibytes = () -> 10;

      Step step = world.switchLevel().automatically(FamilyWorld.NAME, POLICY, StepListener.NONE);

      assertThat(step.to()).isEqualTo(Q2_K);
      assertThat(step.fits()).isFalse();
    }
  }
}
