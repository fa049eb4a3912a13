package dev.sirius.core.usecase.family;

import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a family read from the server")
class ReadFamilyTest {

  @Test
  @DisplayName("tells which levels exist and at which the primary is")
  void existing() {
    FamilyState family =
        new ReadFamily(FamilyWorld.with(Q4_K_M, Q8_0).store).read(FamilyWorld.NAME);

    assertThat(family.family()).isEqualTo(FamilyWorld.FAMILY);
    assertThat(family.current()).contains(Q4_K_M);
    assertThat(family.member(Q8_0)).map(FamilyMember::exists).contains(true);
    assertThat(family.member(Q2_K)).map(FamilyMember::exists).contains(false);
    assertThat(family.damages()).isEmpty();
  }

  @Test
  @DisplayName("is the same by the name of any member")
  void byMember() {
    FamilyWorld world = FamilyWorld.with(Q4_K_M, Q8_0);

    assertThat(new ReadFamily(world.store).read(ModelName.parse("kjv:tiny-q8_0")))
        .isEqualTo(new ReadFamily(world.store).read(FamilyWorld.NAME));
  }

  @Test
  @DisplayName("is read without its primary, and says how to repair it")
  void withoutPrimary() {
    FamilyWorld world = FamilyWorld.with(Q4_K_M, Q8_0);
    world.store.delete(FamilyWorld.NAME);

    FamilyState family = new ReadFamily(world.store).read(FamilyWorld.NAME);

    assertThat(family.current()).isEmpty();
    assertThat(family.damages())
        .singleElement()
        .asString()
        .contains("kjv:tiny is missing", "sirius switch kjv:tiny");
    world.switchLevel().to(FamilyWorld.NAME, Q4_K_M, StepListener.NONE);
    assertThat(world.current()).isEqualTo(Q4_K_M);
  }

  @Test
  @DisplayName("says when its parent is gone")
  void withoutParent() {
    FamilyWorld world = FamilyWorld.with(Q4_K_M, Q2_K);

    assertThat(new ReadFamily(world.store).read(FamilyWorld.NAME).damages())
        .singleElement()
        .asString()
        .contains("kjv:tiny-q8_0 is missing", "--nested");
  }

  @Test
  @DisplayName("is none for a model without a record, and not found for none at all")
  void none() {
    FamilyWorld world = new FamilyWorld();
    world.store.with("other:1b", "F16", "MIT");

    ReadFamily read = new ReadFamily(world.store);
    assertThat(read.find(ModelName.parse("other:1b"))).isEmpty();
    assertThatThrownBy(() -> read.read(ModelName.parse("other:1b")))
        .isInstanceOf(FamilyException.class)
        .hasMessageContaining("belongs to no family");
    assertThatThrownBy(() -> read.read(FamilyWorld.NAME))
        .isInstanceOfSatisfying(
            ModelStoreException.class,
            e -> assertThat(e.kind()).isEqualTo(ModelStoreException.Kind.NOT_FOUND));
  }

  @Test
  @DisplayName("does not take a model made from a member for the family")
  void copyUnderAnotherName() {
    FamilyWorld world = FamilyWorld.with(Q4_K_M, Q8_0);
    world.store.copy(FamilyWorld.NAME, ModelName.parse("mine:latest"));

    FamilyState family = new ReadFamily(world.store).read(ModelName.parse("mine:latest"));

    assertThat(family.existing()).isEmpty();
    assertThat(family.damages()).isNotEmpty();
  }
}
