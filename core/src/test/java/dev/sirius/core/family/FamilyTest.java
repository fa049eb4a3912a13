package dev.sirius.core.family;

import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a family")
class FamilyTest {

  private static final ModelName NAME = ModelName.parse("kjv:tiny");

  private static FamilyLevel level(QuantizationType type, long mebibytes) {
    return new FamilyLevel(type, Threshold.at(ByteSize.ofMiB(mebibytes), 4096));
  }

  private static final Family FAMILY =
      new Family(NAME, List.of(level(Q8_0, 900), level(Q4_K_M, 500), level(Q2_K, 300)));

  @Test
  @DisplayName("is read back from what any of its members records")
  void isReadFromEveryMember() {
    for (FamilyLevel level : FAMILY.levels()) {
      LevelRecord record = FAMILY.record(level.type());

      assertThat(record.primary()).isEqualTo(level.type().label());
      assertThat(
              LevelLines.findAll(LevelLines.render(record)).stream()
                  .flatMap(r -> Family.of(NAME, r).stream()))
          .contains(FAMILY);
    }
  }

  @Test
  @DisplayName("names its members after the primary and their type")
  void namesMembers() {
    assertThat(FAMILY.member(Q4_K_M)).hasToString("kjv:tiny-q4_K_M");
  }

  @Test
  @DisplayName("knows the level below a type")
  void below() {
    assertThat(FAMILY.below(Q8_0)).map(FamilyLevel::type).contains(Q4_K_M);
    assertThat(FAMILY.below(Q2_K)).isEmpty();
  }

  @Test
  @DisplayName("is none in a record without thresholds in memory")
  void isNone() {
    LevelRecord record =
        new LevelRecord("Q8_0", List.of(new LevelRecord.NestedLevel("Q4_K_M", "low battery")));

    assertThat(Family.of(NAME, record)).isEmpty();
  }

  @Test
  @DisplayName("goes from fine to coarse")
  void goesDown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Family(NAME, List.of(level(Q4_K_M, 500), level(Q8_0, 900))))
        .withMessageContaining("Q8_0 comes after Q4_K_M");
  }
}
