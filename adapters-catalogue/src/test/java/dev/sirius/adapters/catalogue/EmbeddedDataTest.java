package dev.sirius.adapters.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.sirius.core.blueprint.Blueprints;
import dev.sirius.core.blueprint.Trait;
import dev.sirius.core.catalogue.CatalogueEntry;
import dev.sirius.core.catalogue.LibraryModel;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.quantization.QuantizationType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The embedded data")
class EmbeddedDataTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<LibraryModel> MODELS =
      new JsonModelCatalogue(Optional.empty()).models();

  static Stream<String> names() {
    return CatalogueFiles.embeddedNames().stream();
  }

  static Stream<CatalogueEntry> entries() {
    return MODELS.stream().flatMap(model -> model.entries().stream());
  }

  @Test
  @DisplayName("has forty models at least, of the lines that people run")
  void enough() {
    assertThat(entries()).hasSizeGreaterThanOrEqualTo(40);
    assertThat(MODELS)
        .extracting(LibraryModel::family)
        .contains("Llama 3", "Qwen 3", "Gemma 3", "Mistral", "Phi 4", "DeepSeek R1", "gpt-oss");
  }

  @Test
  @DisplayName("is listed in the index, file by file")
  void indexed() throws IOException, URISyntaxException {
    URL folder = Objects.requireNonNull(getClass().getResource("models"));
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      List<String> named =
          files
              .map(file -> String.valueOf(file.getFileName()).replaceFirst("\\.json$", ""))
              .sorted()
              .toList();

      assertThat(CatalogueFiles.embeddedNames()).isEqualTo(named);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  @DisplayName("has the form that the schema describes")
  void hasTheForm(String name) throws IOException {
    assertThat(schema().validate(json("models/" + name + ".json"))).isEmpty();
    assertThat(CatalogueFiles.embedded(name).map(LibraryModel::label)).hasValue(name);
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("has, for each entry, evidence beside it and figures to hold it against")
  void hasEvidence(CatalogueEntry entry) {
    assertThat(entry.evidence()).isNotEmpty();
    assertThat(entry.tags().size() + entry.figures().size()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("entries")
  @DisplayName("has, for each entry, what a plan needs")
  void hasWhatAPlanNeeds(CatalogueEntry entry) {
    ModelFacts facts = entry.facts();

    assertThat(facts.blockCount()).isPositive();
    assertThat(facts.uint("context_length")).isPresent();
    assertThat(facts.uint("embedding_length")).isPresent();
    assertThat(facts.perBlock("attention.head_count")).isPresent();
    assertThat(facts.vocabularySize()).isPresent();
    assertThat(facts.tensors()).doesNotHaveDuplicates();
  }

  @Nested
  @DisplayName("is described by a schema")
  class Schema {

    @Test
    @DisplayName("that knows the types and traits that the program knows")
    void knowsTheWords() throws IOException {
      JsonNode definitions = json("model.schema.json").get("$defs");

      assertThat(words(definitions.get("type").get("enum")))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(QuantizationType.values()).map(QuantizationType::label).toList());
      assertThat(words(definitions.at("/entry/properties/traits/items/enum")))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(Trait.values()).map(Trait::key).toList());
    }

    @Test
    @DisplayName("that refuses what the reader refuses")
    void refuses() throws IOException {
      JsonNode model = JSON.readTree("{\"model\": \"a\", \"family\": \"b\", \"entires\": []}");

      assertThat(schema().validate(model)).isNotEmpty();
    }
  }

  @Test
  @DisplayName("names architectures whose tensors can be drawn")
  void architectures() {
    assertThat(entries().map(entry -> entry.blueprint().architecture()))
        .isSubsetOf(Blueprints.architectures());
  }

  private static List<String> words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(json("model.schema.json"));
  }

  private static JsonNode json(String resource) throws IOException {
    try (InputStream in = EmbeddedDataTest.class.getResourceAsStream(resource)) {
      return JSON.readTree(Objects.requireNonNull(in, resource));
    }
  }
}
