package dev.sirius.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.blueprint.Blueprint;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A model of the library")
class LibraryModelTest {

  private final LibraryModel qwen =
      model(
          "qwen3:8b",
          entry("qwen3:8b", tag("8b-q8_0", QuantizationType.Q8_0)),
          entry("qwen3:30b"),
          entry("qwen3:30b-a3b"));

  @Nested
  @DisplayName("knows what a name means:")
  class Names {

    @ParameterizedTest(name = "{0} is {1} in {2}")
    @CsvSource({
      "qwen3, qwen3:8b, Q4_K_M",
      "qwen3:latest, qwen3:8b, Q4_K_M",
      "qwen3:8b, qwen3:8b, Q4_K_M",
      "QWEN3:8B, qwen3:8b, Q4_K_M",
      "library/qwen3:8b, qwen3:8b, Q4_K_M",
      "registry.ollama.ai/library/qwen3:8b, qwen3:8b, Q4_K_M",
      "qwen3:8b-Q8_0, qwen3:8b, Q8_0",
      "qwen3:30b, qwen3:30b, Q4_K_M",
    })
    @DisplayName("its own tags, those listed, and the default one")
    void listed(String name, String entry, QuantizationType type) {
      assertThat(qwen.find(ModelName.parse(name)))
          .hasValueSatisfying(
              match -> {
                assertThat(match.entry().name()).hasToString(entry);
                assertThat(match.type()).isEqualTo(type);
                assertThat(match.listed()).isTrue();
              });
    }

    @Test
    @DisplayName("nothing by the default tag, where there is no entry for it")
    void withoutTheDefault() {
      LibraryModel partial = model("granite4:3b", entry("granite4:7b"));

      assertThat(partial.find(ModelName.parse("granite4"))).isEmpty();
      assertThat(partial.find(ModelName.parse("granite4:7b"))).isPresent();
    }

    @ParameterizedTest(name = "{0} is {1} in {2}")
    @CsvSource({
      "qwen3:8b-base-q5_K_M, qwen3:8b, Q5_K_M",
      "qwen3:8b-fp16, qwen3:8b, F16",
      "qwen3:30b-a3b-q8_0, qwen3:30b-a3b, Q8_0",
    })
    @DisplayName("tags that only follow the library's custom, the longest entry's first")
    void byCustom(String name, String entry, QuantizationType type) {
      assertThat(qwen.find(ModelName.parse(name)))
          .hasValueSatisfying(
              match -> {
                assertThat(match.entry().name()).hasToString(entry);
                assertThat(match.type()).isEqualTo(type);
                assertThat(match.listed()).isFalse();
              });
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "qwen3:4b",
          "qwen3:8",
          "qwen3:8bq8_0",
          "qwen3:8b-instruct",
          "qwen3:q8_0",
          "qwen2.5:8b",
          "somebody/qwen3:8b",
          "hf.co/library/qwen3:8b"
        })
    @DisplayName("others are not guessed at")
    void unknown(String name) {
      assertThat(qwen.find(ModelName.parse(name))).isEmpty();
    }
  }

  @Nested
  @DisplayName("tells under which name a type is published:")
  class Published {

    private final CatalogueEntry entry = qwen.entries().get(0);

    @Test
    @DisplayName("its own name, a listed tag, or none")
    void names() {
      assertThat(entry.published(QuantizationType.Q4_K_M)).contains(entry.name());
      assertThat(entry.published(QuantizationType.Q8_0)).contains(ModelName.parse("qwen3:8b-q8_0"));
      assertThat(entry.published(QuantizationType.Q2_K)).isEmpty();
    }
  }

  @Nested
  @DisplayName("cannot be built")
  class Refusals {

    @Test
    @DisplayName("without entries")
    void withoutEntries() {
      assertThatThrownBy(() -> model("qwen3:8b"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("model 'qwen3:8b' has no entries; give one or more");
    }

    @Test
    @DisplayName("with another model's entry, or two of one tag")
    void withForeignEntries() {
      assertThatThrownBy(() -> model("qwen3:8b", entry("qwen3:8b"), entry("llama3:8b")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'llama3:8b'");
      assertThatThrownBy(() -> model("qwen3:8b", entry("qwen3:8b"), entry("qwen3:8b")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("two entries of one tag");
    }

    @ParameterizedTest
    @CsvSource({
      "nobody, a/b.json, 0123456789012345678901234567890123456789",
      "a/b, '', 0123456789012345678901234567890123456789",
      "a/b, c, main",
      "a/b, c, 0123456789",
    })
    @DisplayName("on evidence that nobody could look up")
    void withoutEvidence(String repository, String path, String commit) {
      assertThatThrownBy(() -> new Evidence(repository, path, commit, "all of it"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static LibraryModel model(String name, CatalogueEntry... entries) {
    return new LibraryModel(
        ModelName.parse(name),
        "a family",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(entries));
  }

  private static CatalogueEntry entry(String name, PublishedTag... tags) {
    return new CatalogueEntry(
        ModelName.parse(name),
        QuantizationType.Q4_K_M,
        false,
        new Blueprint("llama", Metadata.EMPTY, Set.of()),
        List.of(tags),
        List.of(),
        List.of());
  }

  private static PublishedTag tag(String tag, QuantizationType type) {
    return new PublishedTag(tag, type, Optional.empty());
  }
}
