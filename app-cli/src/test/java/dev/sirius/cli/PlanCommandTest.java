package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Module;
import dev.sirius.cli.wiring.InstalledModels;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Planning, with no Ollama on a laptop of 16 GiB,")
class PlanCommandTest {

  private static final Map<String, String> LAPTOP =
      Map.of(
          "SIRIUS_DEVICE_PROBE", "file",
          "SIRIUS_DEVICE_MEMORY", "16GiB",
          "SIRIUS_DEVICE_CORES", "6",
          "SIRIUS_OFFLINE", "true",
          "HOME", "/nonexistent");

  private final Module noOllama =
      binder ->
          binder
              .bind(InstalledModels.class)
              .toInstance(
                  () -> {
                    throw new ModelStoreException(Kind.UNREACHABLE, "there is no Ollama");
                  });

  private final Run.Place laptop = Run.with(LAPTOP, noOllama);

  @TempDir Path directory;

  private JsonNode plan(String arguments) {
    return Schemas.valid("plan", laptop.line("plan " + arguments + " --json").out());
  }

  private static JsonNode candidate(JsonNode plan, String type) {
    for (JsonNode candidate : plan.get("candidates")) {
      if (candidate.get("type").asText().equals(type)) {
        return candidate;
      }
    }
    throw new AssertionError("no candidate " + type);
  }

  @Nested
  @DisplayName("a model of the catalogue")
  class OfCatalogue {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
      "plan llama3.1:8b, plan, 0",
      "plan llama3.1:8b --levels, plan, 0",
      "plan llama3.1:8b --policy tier, plan, 0",
      "plan llama3.1:8b --context 32768 --kv-type q8_0 --parallel 2 --batch 256, plan, 0",
      "plan llama3.1:8b --vram 8GiB, plan, 0",
      "plan llama3.1:8b --max-context --idle, plan, 0",
      "plan gpt-oss:20b, plan, 0",
      "plan llama3.1:70b, plan, 5",
      "plan nonesuch, error, 4",
      "plan llama3.1:8b --kv-type q3_k, error, 2",
      "plan llama3.1:8b --context 0, error, 2",
      "plan llama3.1:8b --kv-type q4_0 --flash-attention off, error, 2",
      "plan, error, 2",
      "inspect llama3.1:8b, inspect, 0",
      "inspect nonesuch, error, 4",
      "recommend llama3.1:8b, recommend, 0",
      "recommend llama3.1:70b, recommend, 5",
      "recommend llama3.1:70b --policy tier, recommend, 0",
      "recommend, recommend, 0",
    })
    @DisplayName("is told of as JSON, as its schema says, with the exit code that fits:")
    void json(String command, String schema, int exitCode) {
      Run run = laptop.line(command + " --json");

      Schemas.valid(schema, run.out());
      assertThat(run.exitCode()).isEqualTo(exitCode);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
        strings = {
          "plan llama3.1:8b",
          "plan llama3.1:8b --levels --max-context",
          "plan llama3.1:8b --context 131072 --kv-type q4_0 --vram 4GiB",
          "plan gpt-oss:20b",
          "plan llama3.1:70b --policy tier",
          "recommend",
          "recommend llama3.1:8b",
          "plan --help",
          "inspect --help",
          "recommend --help",
        })
    @DisplayName("is told of in 80 columns:")
    void fit80Columns(String command) {
      Run run = laptop.line(command);

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(run.out().lines()).isNotEmpty().allMatch(line -> line.length() <= 80);
    }

    @Test
    @DisplayName("is chosen in the best type that fits, not the one that the tier names")
    void fits() {
      JsonNode plan = plan("llama3.1:8b --memory 8GiB --levels");

      assertThat(plan.get("choice").asText()).isEqualTo("Q4_K_M");
      assertThat(candidate(plan, "Q8_0").get("fit").asText()).isEqualTo("nowhere");
      assertThat(candidate(plan, "Q8_0").get("missingBytes").asLong()).isPositive();
      assertThat(candidate(plan, "Q4_K_M").get("published").asText()).startsWith("llama3.1:8b");
      assertThat(plan("llama3.1:8b --memory 8GiB --cores 8 --policy tier").get("choice").asText())
          .isEqualTo("F16");
    }

    @Test
    @DisplayName("needs more for a longer context, less for smaller keys and values")
    void contextAndCache() {
      long usual = needed("llama3.1:8b --context 8192");

      assertThat(needed("llama3.1:8b --context 32768")).isGreaterThan(usual);
      assertThat(needed("llama3.1:8b --context 8192 --kv-type q8_0")).isLessThan(usual);
      assertThat(needed("llama3.1:8b --context 8192 --parallel 2")).isGreaterThan(usual);
    }

    private long needed(String arguments) {
      return candidate(plan(arguments), "Q4_K_M").get("memory").get("neededBytes").asLong();
    }

    @Test
    @DisplayName("is divided between an accelerator and memory when it fits neither alone")
    void split() {
      JsonNode plan = plan("llama3.1:8b --levels --memory 8GiB --vram 6GiB");
      JsonNode medium = candidate(plan, "Q8_0");

      assertThat(medium.get("fit").asText()).isEqualTo("split");
      assertThat(medium.get("placement").get("layers").asInt()).isBetween(1, 32);
    }

    @Test
    @DisplayName("has its choice marked, and no speed without a measurement")
    void marked() {
      Run run = laptop.line("plan llama3.1:8b --levels");

      assertThat(run.out().lines().filter(line -> line.startsWith("*  Q8_0"))).hasSize(1);
      assertThat(run.out().replaceAll("\\s+", " "))
          .contains("speed is not known")
          .contains("'sirius device --measure'");
    }

    @Test
    @DisplayName("of which nothing fits, or 2 bits alone, gets a smaller one of its line named")
    void smallerSibling() {
      JsonNode reasons = plan("llama3.1:70b").get("reasons");

      assertThat(reasons.findValuesAsText("code")).contains("smaller-sibling");
      assertThat(laptop.line("plan llama3.1:70b").out().replaceAll("\\s+", " "))
          .contains("a smaller model of the same line fits at 8 bits: llama3.1:8b");
      assertThat(plan("llama3.1:8b").get("reasons").findValuesAsText("code"))
          .doesNotContain("smaller-sibling");
    }

    @Test
    @DisplayName("gets a still smaller one named where a longer context is asked for")
    void smallerSiblingAtContext() {
      assertThat(laptop.line("plan llama3.1:70b --context 131072").out().replaceAll("\\s+", " "))
          .contains("a smaller model of the same line fits at")
          .contains("llama3.2:1b")
          .doesNotContain("llama3.1:8b");
    }

    @Test
    @DisplayName("is said to be run with no more context than it was trained for")
    void beyondTrained() {
      assertThat(plan("gemma2:9b --context 32768").get("reasons").findValuesAsText("code"))
          .contains("beyond-trained");
      assertThat(plan("gemma2:9b --context 8192").get("reasons").findValuesAsText("code"))
          .doesNotContain("beyond-trained");
    }

    @Test
    @DisplayName("that is misspelt gets a suggestion, and how else a model can be found")
    void unknown() {
      assertThat(laptop.line("plan lama3.1:8b").err())
          .contains("did you mean 'llama3.1'?")
          .contains("there is no Ollama")
          .contains("a path to a GGUF file")
          .contains("GET https://registry.ollama.ai/v2/library/lama3.1/manifests/8b");
    }
  }

  @Nested
  @DisplayName("a device")
  class OfDevice {

    @Test
    @DisplayName("is told which models fit each level, each smaller than the device")
    void models() {
      JsonNode answer = Schemas.valid("recommend", laptop.line("recommend --json").out());

      for (String level : new String[] {"HIGH", "MEDIUM", "MOBILE", "TINY"}) {
        assertThat(answer.get("models").get(level)).hasSize(3);
        answer
            .get("models")
            .get(level)
            .forEach(one -> assertThat(one.get("neededBytes").asLong()).isLessThan(16L << 30));
      }
    }

    @Test
    @DisplayName("gets by tier the answer that no model changes")
    void tier() {
      String alone = laptop.line("recommend --policy tier").out();

      assertThat(laptop.line("recommend llama3.1:70b --policy tier").out()).isEqualTo(alone);
      assertThat(alone).doesNotContain("catalogue");
    }
  }

  @Nested
  @DisplayName("a file")
  class OfFile {

    @Test
    @DisplayName("is planned and inspected from its header")
    void planned() throws IOException {
      Path file = TinyModel.in(directory);
      Run inspected = laptop.run("inspect", file.toString(), "--json");
      JsonNode facts = Schemas.valid("inspect", inspected.out());
      JsonNode plan = Schemas.valid("plan", laptop.run("plan", file.toString(), "--json").out());

      assertThat(facts.get("bytesOnDisk").asLong()).isEqualTo(Files.size(file));
      assertThat(facts.get("architecture").asText()).isEqualTo("llama");
      assertThat(plan.get("origin").asText()).isEqualTo("file");
      assertThat(plan.get("parameters").asLong()).isEqualTo(facts.get("parameters").asLong());
    }

    @Test
    @DisplayName("that is missing, no GGUF or a directory is refused on one line")
    void refused() throws IOException {
      Path text = Files.writeString(directory.resolve("text.gguf"), "no weights in here at all");

      Run missing = laptop.run("plan", directory.resolve("none.gguf").toString());
      assertThat(missing.exitCode()).isEqualTo(4);
      assertThat(missing.err().lines()).hasSize(1);
      Run broken = laptop.run("inspect", text.toString());
      assertThat(broken.exitCode()).isEqualTo(1);
      assertThat(broken.err()).contains("GGUF").contains("text.gguf");
      assertThat(laptop.run("plan", directory.toString()).exitCode()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("counts Ollama's own settings")
  void settings() {
    Map<String, String> set = new HashMap<>(LAPTOP);
    set.put("OLLAMA_CONTEXT_LENGTH", "16384");
    JsonNode plan =
        Schemas.valid("plan", Run.with(set, noOllama).line("plan llama3.1:8b --json").out());

    assertThat(plan.get("run").get("context").get("value").asLong()).isEqualTo(16384);
    assertThat(plan.get("run").get("context").get("source").asText())
        .isEqualTo("OLLAMA_CONTEXT_LENGTH");
  }
}
