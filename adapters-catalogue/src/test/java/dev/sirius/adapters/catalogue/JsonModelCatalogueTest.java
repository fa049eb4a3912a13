package dev.sirius.adapters.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.catalogue.CatalogueEntry;
import dev.sirius.core.catalogue.CatalogueMatch;
import dev.sirius.core.catalogue.LibraryModel;
import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The catalogue")
class JsonModelCatalogueTest {

  @Nested
  @DisplayName("that is embedded")
  class Embedded {

    private final ModelCatalogue catalogue = new JsonModelCatalogue(Optional.empty());

    @ParameterizedTest(name = "{0} is {1} in {2}")
    @CsvSource({
      "llama3.1, llama3.1:8b, Q4_K_M",
      "llama3.1:latest, llama3.1:8b, Q4_K_M",
      "Llama3.1:8B, llama3.1:8b, Q4_K_M",
      "llama3.1:8b-instruct-q8_0, llama3.1:8b, Q8_0",
      "llama3.1:8b-text-q4_0, llama3.1:8b, Q4_0",
      "llama3.2:1b, llama3.2:1b, Q8_0",
      "llama3.2, llama3.2:3b, Q4_K_M",
      "gpt-oss, gpt-oss:20b, MXFP4",
      "qwen3:30b-a3b-q4_K_M, qwen3:30b, Q4_K_M",
      "nomic-embed-text, nomic-embed-text:latest, F16",
    })
    @DisplayName("finds models by their names in Ollama")
    void finds(String name, String entry, QuantizationType type) {
      assertThat(catalogue.find(ModelName.parse(name)))
          .hasValueSatisfying(
              match -> {
                assertThat(match.entry().name()).hasToString(entry);
                assertThat(match.type()).isEqualTo(type);
              });
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "no-such-model",
          "llama3.1:9b",
          "index",
          "somebody/llama3.1:8b",
          "hf.co/library/llama3.1:8b",
          "example.com/library/llama3.1"
        })
    @DisplayName("does not guess at others")
    void doesNotFind(String name) {
      assertThat(catalogue.find(ModelName.parse(name))).isEmpty();
    }

    @Test
    @DisplayName("gives the facts to plan with: hyper-parameters and the F16 file's tensors")
    void facts() {
      CatalogueMatch match = catalogue.find(ModelName.parse("llama3.1")).orElseThrow();
      ModelFacts facts = match.entry().facts();

      assertThat(facts.architecture()).isEqualTo("llama");
      assertThat(facts.blockCount()).isEqualTo(32);
      assertThat(facts.uint("context_length")).hasValue(131_072);
      assertThat(facts.vocabularySize()).hasValue(128_256);
      assertThat(facts.fileType()).contains(QuantizationType.F16);
      assertThat(facts.parameterCount()).isEqualTo(8_030_261_312L);
    }

    @Test
    @DisplayName("tells the siblings of a model by its family")
    void siblings() {
      LibraryModel llama = model("llama3.1");

      assertThat(catalogue.models())
          .filteredOn(model -> model.family().equals(llama.family()))
          .flatExtracting(LibraryModel::entries)
          .extracting(CatalogueEntry::name)
          .extracting(ModelName::toString)
          .contains("llama3.1:8b", "llama3.1:70b", "llama3.2:1b", "llama3.2:3b", "llama3.3:70b");
    }

    @Test
    @DisplayName("tells its names, each once and in order")
    void names() {
      assertThat(catalogue.names())
          .contains("llama3.1", "qwen3", "gemma3", "nomic-embed-text")
          .isSorted()
          .doesNotHaveDuplicates()
          .hasSameSizeAs(catalogue.models());
    }

    private LibraryModel model(String label) {
      return catalogue.models().stream()
          .filter(model -> model.label().equals(label))
          .findFirst()
          .orElseThrow();
    }
  }

  @Nested
  @DisplayName("with a file of the user's")
  class WithUserFile {

    private static final String ENTRY =
        """
        {
          "tag": "1b",
          "type": "Q8_0",
          "architecture": "llama",
          "hyperParameters": {
            "context_length": 4096,
            "embedding_length": 256,
            "block_count": 2,
            "feed_forward_length": 512,
            "attention.head_count": 4,
            "attention.head_count_kv": 2,
            "vocab_size": 1000
          }
        }
        """;

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameFile() {
      file = folder.resolve("models.json");
    }

    @Test
    @DisplayName("finds the user's models, in any namespace, without evidence")
    void finds() throws IOException {
      ModelCatalogue catalogue = catalogue(model("me/tiny"));

      assertThat(catalogue.find(ModelName.parse("me/tiny")))
          .hasValueSatisfying(
              match -> {
                assertThat(match.entry().name()).hasToString("me/tiny:1b");
                assertThat(match.entry().facts().uint("context_length")).hasValue(4096);
                assertThat(match.entry().facts().tensors()).hasSize(2 + 2 * 9);
                assertThat(match.entry().evidence()).isEmpty();
              });
      assertThat(catalogue.find(ModelName.parse("tiny"))).isEmpty();
    }

    @Test
    @DisplayName("lists the user's models first, and the embedded ones after them")
    void lists() throws IOException {
      ModelCatalogue catalogue = catalogue(model("me/tiny"), model("another"));

      assertThat(catalogue.names())
          .startsWith("me/tiny", "another")
          .contains("llama3.1")
          .hasSameSizeAs(catalogue.models());
      assertThat(catalogue.models().get(0).label()).isEqualTo("me/tiny");
    }

    @Test
    @DisplayName("lets the user's model take the place of the embedded one of that name")
    void replaces() throws IOException {
      ModelCatalogue catalogue = catalogue(model("Llama3.1"));

      assertThat(catalogue.find(ModelName.parse("llama3.1")))
          .hasValueSatisfying(match -> assertThat(match.entry().name().tag()).isEqualTo("1b"));
      assertThat(catalogue.find(ModelName.parse("llama3.1:8b"))).isEmpty();
      assertThat(catalogue.models())
          .filteredOn(model -> model.owns(ModelName.parse("llama3.1")))
          .hasSize(1);
    }

    private ModelCatalogue catalogue(String... models) throws IOException {
      Files.writeString(file, "{\"models\": [" + String.join(",", models) + "]}", UTF_8);
      return new JsonModelCatalogue(Optional.of(file));
    }

    private static String model(String label) {
      return "{\"model\": \""
          + label
          + "\", \"family\": \"Mine\", \"defaultTag\": \"1b\", \"entries\": ["
          + ENTRY
          + "]}";
    }
  }

  @Test
  @DisplayName("can be used as a library, in three lines")
  void asALibrary() {
    ModelCatalogue catalogue = new JsonModelCatalogue(Optional.empty());
    CatalogueEntry model = catalogue.find(ModelName.parse("qwen3:8b")).orElseThrow().entry();
    List<Long> output = model.facts().tensor("output.weight").orElseThrow().dimensions();

    assertThat(output).containsExactly(4096L, 151_936L);
  }
}
