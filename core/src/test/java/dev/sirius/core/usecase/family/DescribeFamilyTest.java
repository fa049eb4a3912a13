package dev.sirius.core.usecase.family;

import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.family.DescribeFamily.Described;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what is told of a family")
class DescribeFamilyTest {

  private final FamilyWorld world = FamilyWorld.with(Q4_K_M, Q8_0);

  private Described described() {
    return new DescribeFamily(world.store, world.memory())
        .describe(new ReadFamily(world.store).read(FamilyWorld.NAME));
  }

  @Test
  @DisplayName("says of each level whether it fits the memory of the moment beside the reserve")
  void fits() {
    world.freeMebibytes = () -> 500 + 512;

    assertThat(described().levels())
        .extracting(level -> level.member().type(), level -> level.fits().toOptional())
        .containsExactly(
            tuple(Q8_0, Optional.of(false)),
            tuple(Q4_K_M, Optional.of(true)),
            tuple(Q2_K, Optional.of(true)));
    assertThat(described().free().toOptional()).contains(ByteSize.ofMiB(1012));
  }

  @Test
  @DisplayName("tells levels from promises")
  void promises() {
    assertThat(described().levels())
        .extracting(level -> level.member().exists())
        .containsExactly(true, true, false);
    assertThat(described().damages()).isEmpty();
  }

  @Test
  @DisplayName("names a model that only has a level's name, and how to repair it")
  void impostor() {
    world.store.with("kjv:tiny-q2_K", "Q2_K", "MIT");

    assertThat(described().damages())
        .singleElement()
        .asString()
        .contains("kjv:tiny-q2_K records other levels", "ollama rm", "sirius switch kjv:tiny Q2_K");
  }
}
