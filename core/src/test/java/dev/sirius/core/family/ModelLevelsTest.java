package dev.sirius.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.usecase.InMemoryModelStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the levels of a model whose licences hold several records")
class ModelLevelsTest {

  private static final String BASE =
      "QUANTIZE F16\nQUANTIZE_NEST Q8_0 THRESHOLD 4096MiB\nQUANTIZE_NEST Q2_K THRESHOLD 10MiB";
  private static final String OWN = "QUANTIZE Q8_0\nQUANTIZE_NEST Q4_K_M THRESHOLD 2048MiB";

  private static Optional<LevelRecord> recorded(String quantization, String... licences) {
    InMemoryModelStore store =
        new InMemoryModelStore("0.33.0")
            .with("kjv:tiny", quantization, String.join("\n", licences));
    return ModelLevels.of(store.show(ModelName.parse("kjv:tiny"))).recorded();
  }

  @Test
  @DisplayName("are its own, although Ollama puts the base's licences first")
  void areItsOwn() {
    assertThat(recorded("Q8_0", BASE, "MIT", OWN))
        .contains(
            new LevelRecord("Q8_0", List.of(new LevelRecord.NestedLevel("Q4_K_M", "2048MiB"))));
  }

  @Test
  @DisplayName("are its own where they come first, too")
  void areItsOwnInAnyOrder() {
    assertThat(recorded("Q8_0", OWN, BASE).map(LevelRecord::primary)).contains("Q8_0");
    assertThat(recorded("F16", OWN, BASE).map(LevelRecord::primary)).contains("F16");
  }

  @Test
  @DisplayName("are the last ones where two records name its quantization")
  void areTheLastOfTwoThatFit() {
    assertThat(recorded("Q8_0", "QUANTIZE Q8_0\nQUANTIZE_NEST Q2_K THRESHOLD 1MiB", OWN))
        .map(LevelRecord::nested)
        .contains(List.of(new LevelRecord.NestedLevel("Q4_K_M", "2048MiB")));
  }

  @Test
  @DisplayName("are the last ones where none names its quantization")
  void areTheLastWhereNoneFits() {
    assertThat(recorded("unknown", BASE, OWN).map(LevelRecord::primary)).contains("Q8_0");
  }
}
