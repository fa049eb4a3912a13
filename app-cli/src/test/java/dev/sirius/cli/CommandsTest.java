package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Module;
import dev.sirius.cli.session.StandInServer;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.ollama.Transcript.Exchange;
import dev.sirius.core.usecase.InMemoryModelStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the commands, over models in memory,")
class CommandsTest {

  private static final Map<String, String> LAPTOP =
      Map.of(
          "SIRIUS_DEVICE_PROBE", "file",
          "SIRIUS_DEVICE_MEMORY", "16GiB",
          "SIRIUS_DEVICE_CORES", "6",
          "HOME", "/nonexistent");

  private final InMemoryModelStore store =
      new InMemoryModelStore("0.33.0")
          .with("llama3.1:8b", "Q4_K_M", "")
          .with("llama3.1:8b-fp16", "F16", "A licence.")
          .with(
              "gemma:2b", "Q8_0", "QUANTIZE Q8_0\nQUANTIZE_NEST Q4_K_M THRESHOLD 2048MiB,cores=1");

  private final Module inMemory = binder -> binder.bind(ModelStore.class).toInstance(store);

  private final Run.Place laptop = Run.with(LAPTOP, inMemory);

  @Nested
  @DisplayName("all")
  class All {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
      "device, device, 0",
      "levels, levels, 0",
      "levels gemma:2b, levels-model, 0",
      "levels llama3.1:8b, levels-model, 0",
      "recommend, recommend, 0",
      "recommend --mobile, recommend, 0",
      "modelfile llama3.1:8b, modelfile, 0",
      "create llama3.1:8b-fp16 small --level MOBILE, create, 0",
      "create llama3.1:8b-fp16 small --level MOBILE --dry-run, create, 0",
      "create llama3.1:8b-fp16 small --level TINY, error, 1",
      "create llama3.1:8b-fp16 small --level TINY --quantizer ollama, error, 5",
      "create llama3.1:8b-fp16 small --level TINY --quantizer none, error, 2",
      "create llama3.1:8b-fp16 gemma:2b, error, 1",
      "optimize llama3.1:8b --no-nested, create, 0",
      "optimize gemma:2b, create, 0",
      "optimize nothing --no-nested, error, 4",
      "list, list, 0",
      "show gemma:2b, show, 0",
      "show nothing, error, 4",
      "has-levels gemma:2b, has-levels, 0",
      "has-levels llama3.1:8b, has-levels, 1",
      "config show, config, 0",
      "pull nothing, error, 4",
      "show, error, 2",
      "show a;b, error, 2",
      "nonsense, error, 2",
    })
    @DisplayName("print with --json one object that is as its schema says:")
    void printValidJson(String command, String schema, int exitCode) {
      Run run = laptop.line(command + " --json");

      Schemas.valid(schema, run.out());
      assertThat(run.exitCode()).isEqualTo(exitCode);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
        strings = {
          "--help",
          "device",
          "levels",
          "levels gemma:2b",
          "recommend",
          "modelfile llama3.1:8b",
          "create llama3.1:8b-fp16 small --level MOBILE --dry-run",
          "optimize llama3.1:8b --no-nested --dry-run",
          "optimize gemma:2b",
          "list",
          "show gemma:2b",
          "has-levels gemma:2b",
          "config show",
          "device --help",
          "levels --help",
          "recommend --help",
          "modelfile --help",
          "create --help",
          "optimize --help",
          "pull --help",
          "list --help",
          "show --help",
          "has-levels --help",
          "doctor --help",
          "config show --help",
          "completion --help",
        })
    @DisplayName("fit 80 columns, and use no colour where there is no terminal:")
    void fit80Columns(String command) {
      Run run = laptop.line(command);

      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).isNotBlank().doesNotContain("\u001B");
      assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    @DisplayName("use colour on a terminal, but never with NO_COLOR")
    void colour() {
      Map<String, String> noColour =
          Map.of("NO_COLOR", "1", "SIRIUS_DEVICE_PROBE", "file", "HOME", "/nonexistent");

      assertThat(laptop.onTerminal().line("recommend").out())
          .startsWith("\u001B[1mMEDIUM\u001B[0m");
      assertThat(Run.with(noColour, inMemory).onTerminal().line("recommend").out())
          .doesNotContain("\u001B");
    }

    @Test
    @DisplayName("keep a model's control characters from the terminal")
    void noControlCharacters() {
      store.with("evil", "Q4_K_M\u001B]0;owned\u0007", "\u001B[2J");

      Run run = laptop.onTerminal().line("show evil");

      assertThat(run.out().replace("\u001B[1m", "").replace("\u001B[0m", ""))
          .doesNotContain("\u001B", "\u0007");
    }

    @Test
    @DisplayName("are listed by help, each with what it does")
    void help() {
      assertThat(laptop.line("--help").out().lines().map(String::strip))
          .anyMatch(line -> line.startsWith("recommend "))
          .anyMatch(line -> line.startsWith("optimize "))
          .anyMatch(line -> line.startsWith("completion "));
    }

    @Test
    @DisplayName("show their requests and their reasons with --verbose")
    void verbose() {
      Run run = laptop.line("show nothing --verbose");

      assertThat(run.err().lines().findFirst())
          .hasValue(
              "sirius: model 'nothing:latest' not found; 'sirius list' shows what is installed");
      assertThat(run.err()).contains("ModelStoreException");
    }
  }

  @Nested
  @DisplayName("recommend and device")
  class Device {

    @ParameterizedTest(name = "{0} with {1} cores: {2}")
    @CsvSource({
      "8192MiB, 8, HIGH",
      "8191MiB, 8, MEDIUM",
      "64GiB, 7, MEDIUM",
      "4096MiB, 4, MEDIUM",
      "4096MiB, 3, MOBILE",
      "2048MiB, 1, MOBILE",
      "2047MiB, 64, TINY",
    })
    @DisplayName("follow the tiers:")
    void tiers(String memory, String cores, String level) {
      Run run = laptop.run("recommend", "--memory", memory, "--cores", cores);

      assertThat(run.out()).startsWith(level + "  ");
    }

    @Test
    @DisplayName("take thresholds from the configuration")
    void thresholds() {
      Map<String, String> generous =
          Map.of(
              "SIRIUS_DEVICE_PROBE", "file",
              "SIRIUS_POLICY_HIGH_MEMORY", "4GiB",
              "SIRIUS_POLICY_HIGH_CORES", "4",
              "HOME", "/nonexistent");

      assertThat(Run.in(generous).line("recommend --memory 4GiB --cores 4").out())
          .startsWith("HIGH");
    }

    @Test
    @DisplayName("say aloud when the device is not known, and assume MOBILE")
    void unknownDevice() {
      Run run =
          Run.in(Map.of("SIRIUS_DEVICE_PROBE", "file", "HOME", "/nonexistent"))
              .line("recommend --json");

      JsonNode document = Schemas.valid("recommend", run.out());
      assertThat(document.path("level").asText()).isEqualTo("MOBILE");
      assertThat(document.path("certain").asBoolean()).isFalse();
    }

    @Test
    @DisplayName("take a flag before the environment, that before the file, that before the probe")
    void layers(@TempDir Path directory) throws IOException {
      Path device =
          Files.writeString(
              directory.resolve("device.json"),
              """
              {"memory": {"total": "3GiB"},
               "processor": {"logicalCores": 3, "name": "File CPU"}}
              """);
      Map<String, String> environment =
          Map.of(
              "SIRIUS_DEVICE_FILE", device.toString(),
              "SIRIUS_DEVICE_CORES", "5",
              "HOME", "/nonexistent");

      Run run = Run.in(environment).line("device --json --memory 2GiB");

      JsonNode document = Schemas.valid("device", run.out());
      assertThat(document.at("/memory/totalBytes/value").asLong()).isEqualTo(2L << 30);
      assertThat(document.at("/memory/totalBytes/source").asText()).isEqualTo("--memory");
      assertThat(document.at("/processor/logicalCores/value").asInt()).isEqualTo(5);
      assertThat(document.at("/processor/logicalCores/source").asText())
          .isEqualTo("SIRIUS_DEVICE_CORES");
      assertThat(document.at("/processor/name/value").asText()).isEqualTo("File CPU");
      assertThat(document.at("/platform/architecture/value").asText()).isNotEmpty();
    }

    @Test
    @DisplayName("take nothing of this machine into a device that --device names")
    void simulatedAlone(@TempDir Path directory) throws IOException {
      Path device =
          Files.writeString(directory.resolve("d.json"), "{\"memory\": {\"total\": \"3GiB\"}}");

      Run run =
          Run.in(Map.of("HOME", "/nonexistent"))
              .run("device", "--json", "--vram", "0", "--device", device.toString());

      JsonNode document = Schemas.valid("device", run.out());
      assertThat(document.at("/processor/logicalCores/value").isNull()).isTrue();
      assertThat(document.at("/accelerators/value")).isEmpty();
    }

    @Test
    @DisplayName("plan for the mobile profile with --mobile")
    void mobile() {
      Run run = laptop.line("modelfile llama3.1:8b --mobile");

      assertThat(run.out())
          .contains("PARAMETER num_thread 3", "PARAMETER num_batch 512", "PARAMETER num_gpu 0");
    }
  }

  @Nested
  @DisplayName("create and optimize")
  class Create {

    @Test
    @DisplayName("quantize a 16-bit model, and record its levels")
    void quantizes() {
      Run run = laptop.line("create llama3.1:8b-fp16 small --level MOBILE");

      assertThat(run.exitCode()).isZero();
      CreateRequest request = store.created().get(0);
      assertThat(request.quantize())
          .hasValueSatisfying(type -> assertThat(type.label()).isEqualTo("Q4_K_M"));
      assertThat(laptop.line("levels small").out()).contains("primary       Q4_K_M");
    }

    @Test
    @DisplayName(
        "choose by the device's tier, and say so, where nothing tells how large a model is")
    void choosesTheLevel() {
      Run run = laptop.line("create llama3.1:8b-fp16");

      assertThat(run.out()).contains("assumed  what the model needs is not known (not kept)");

      assertThat(store.created().get(0).name()).isEqualTo(ModelName.parse("llama3.1:8b-fp16-q8_0"));
    }

    @Test
    @DisplayName("change nothing with --dry-run")
    void dryRun() {
      Run run = laptop.line("optimize llama3.1:8b --no-nested --dry-run");

      assertThat(run.out()).contains("would create  llama3.1:8b-matryoshka");
      assertThat(store.created()).isEmpty();
    }

    @Test
    @DisplayName("keep a model that has the name, unless --force")
    void keepsWhatExists() {
      Run refused = laptop.line("create llama3.1:8b-fp16 gemma:2b --level MOBILE");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .isEqualTo(
              "sirius: a model named gemma:2b exists; choose another name, or --force to replace"
                  + " it\n");
      assertThat(store.created()).isEmpty();

      Run forced = laptop.line("create llama3.1:8b-fp16 gemma:2b --level MOBILE --force");
      assertThat(forced.out()).contains("replaced  gemma:2b");
    }

    @Test
    @DisplayName("say what stands in the way of a level, and what would reach it")
    void unreachable() {
      Run run = laptop.line("create llama3.1:8b tiny --level TINY --quantizer ollama");

      assertThat(run.exitCode()).isEqualTo(5);
      assertThat(run.err())
          .contains("llama3.1:8b cannot be brought to Q2_K")
          .contains("what would help");
      assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    @DisplayName("leave an optimized model alone")
    void optimizedAlready() {
      assertThat(laptop.line("optimize gemma:2b").out())
          .isEqualTo("gemma:2b is optimized already; nothing was changed\n");
      laptop.line("optimize llama3.1:8b --no-nested");
      assertThat(laptop.line("optimize llama3.1:8b --no-nested").out())
          .isEqualTo("llama3.1:8b-matryoshka is optimized already; nothing was changed\n");
      assertThat(store.created()).hasSize(1);
    }

    @Test
    @DisplayName("find a model by its whole name, not by a part of it")
    void exactName() {
      assertThat(laptop.line("optimize llama3.1").exitCode()).isEqualTo(4);
    }

    @Test
    @DisplayName("show their progress on a terminal alone")
    void progress() {
      Module steps =
          binder ->
              binder
                  .bind(ModelStore.class)
                  .toInstance(telling(store, Progress.of("creating new layer", 50, 200)));

      assertThat(
              Run.with(LAPTOP, steps).onTerminal().line("optimize llama3.1:8b --no-nested").err())
          .contains("creating new layer  50 B of 200 B  25 %");
      assertThat(Run.with(LAPTOP, steps).line("create llama3.1:8b-fp16 other").err()).isEmpty();
    }

    private static ModelStore telling(ModelStore store, Progress step) {
      return (ModelStore)
          Proxy.newProxyInstance(
              ModelStore.class.getClassLoader(),
              new Class<?>[] {ModelStore.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("create")) {
                  @SuppressWarnings("unchecked")
                  var progress = (java.util.function.Consumer<Progress>) arguments[1];
                  progress.accept(step);
                }
                try {
                  return method.invoke(store, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  @Nested
  @DisplayName("modelfile")
  class Modelfiles {

    @Test
    @DisplayName("writes the defaults of the configuration, and says what weights to make")
    void defaults() {
      assertThat(laptop.line("modelfile llama3.1:8b").out())
          .isEqualTo(
              """
              # For Q8_0 weights: sirius create llama3.1:8b NAME --type Q8_0
              # - Q8_0 is the best that fits: it needs 8.6 GiB, in memory
              # - with 109 MiB more memory F16 would fit (expected loss 0.02 %)
              FROM llama3.1:8b
              PARAMETER num_ctx 4096
              PARAMETER temperature 0.7
              SYSTEM \"""You are S.I.R.I.U.S., an intelligent executive assistant.\"""
              """);
    }

    @Test
    @DisplayName("takes a system prompt for what it is: no text of it opens another instruction")
    void systemPromptIsData() {
      Run run = laptop.run("modelfile", "m", "--system", "Hello\nFROM /etc/passwd\nPARAMETER x 1");

      assertThat(run.out()).contains("SYSTEM \"\"\"Hello\nFROM /etc/passwd\nPARAMETER x 1\"\"\"");
    }

    @Test
    @DisplayName("reads a Modelfile and prints it as it is understood")
    void check(@TempDir Path directory) throws IOException {
      Path file =
          Files.writeString(directory.resolve("Modelfile"), "from m\nparameter stop  a\n# note\n");

      assertThat(laptop.run("modelfile", "--check", file.toString()).out())
          .isEqualTo("FROM m\nPARAMETER stop \"a\"\n");
    }
  }

  @Nested
  @DisplayName("config, completion and the version")
  class Rest {

    @Test
    @DisplayName("name each value's origin")
    void origins(@TempDir Path directory) throws IOException {
      Path file =
          Files.writeString(
              directory.resolve("sirius.json"),
              "{\"mobile\": {\"memory\": \"3GiB\"}, \"ollama\": {\"timeoutSeconds\": 7}}");
      Map<String, String> environment =
          Map.of("SIRIUS_MOBILE_CORES", "6", "OLLAMA_HOST", "box:1", "HOME", "/nonexistent");

      String shown =
          Run.in(environment)
              .run("config", "show", "--config", file.toString(), "--cores", "2")
              .out()
              .replaceAll("\\s+", " ");

      assertThat(shown)
          .contains("mobile.memory 3GiB [" + file + " mobile.memory]")
          .contains("mobile.cores 6 [SIRIUS_MOBILE_CORES]")
          .contains("ollama.host box:1 [OLLAMA_HOST]")
          .contains("device.cores 2 [--cores]")
          .contains("adapter auto [default]");
    }

    @Test
    @DisplayName("find sirius.json in the folder for configuration")
    void foundInFolder(@TempDir Path directory) throws IOException {
      Path folder = Files.createDirectories(directory.resolve("sirius"));
      Files.writeString(folder.resolve("sirius.json"), "{\"adapter\": \"cli\"}");

      assertThat(Run.in(Map.of("XDG_CONFIG_HOME", directory.toString())).line("config show").out())
          .contains("cli  [" + folder.resolve("sirius.json"));
    }

    @Test
    @DisplayName("complete all commands")
    void completion() {
      assertThat(laptop.line("completion").out())
          .startsWith("#!/usr/bin/env bash")
          .contains("--dry-run", "has-levels", "--level");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    @DisplayName("state the version and Java's")
    void version(String flag) {
      Run run = laptop.line(flag);

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).matches("sirius .+ \\(Java " + Runtime.version().feature() + ".*\\)\n");
      assertThat(laptop.run(flag, "--json").out()).isEqualTo(run.out());
    }
  }

  @Test
  @DisplayName("pull says what it pulled, and doctor that all is well, when a server answers")
  void pullAndDoctor() {
    try (StandInServer server =
        new StandInServer(
            (request, body) ->
                new Exchange(
                    request,
                    "",
                    "",
                    request.get(1).equals("/api/version")
                        ? "{\"version\":\"0.33.0\"}"
                        : "{\"status\":\"pulling manifest\"}\n{\"status\":\"success\"}\n",
                    "application/json",
                    200))) {
      Map<String, String> environment =
          Map.of(
              "OLLAMA_HOST", server.address(),
              "PATH", "/nonexistent",
              "SIRIUS_DEVICE_PROBE", "file",
              "SIRIUS_DEVICE_MEMORY", "8GiB",
              "SIRIUS_DEVICE_CORES", "4",
              "HOME", "/nonexistent");

      Run pulled = Run.in(environment).line("pull kjv --json");
      assertThat(Schemas.valid("pull", pulled.out()).path("model").asText())
          .isEqualTo("kjv:latest");
      assertThat(pulled.exitCode()).isZero();

      Run examined = Run.in(environment).line("doctor --json");
      assertThat(Schemas.valid("doctor", examined.out()).path("healthy").asBoolean()).isTrue();
      assertThat(examined.exitCode()).isZero();
      assertThat(Run.in(environment).line("doctor").out().lines())
          .allMatch(line -> line.length() <= 80)
          .anyMatch(line -> line.matches("ollama over http +ok +version 0\\.33\\.0"))
          .anyMatch(line -> line.matches("ollama over cli +warning +.*"));
    }
  }

  @Test
  @DisplayName("list shows the levels of each model")
  void list() {
    assertThat(laptop.line("list").out().lines().map(line -> line.split(" {2,}")).map(List::of))
        .containsExactly(
            List.of("NAME", "ID", "SIZE", "TYPE", "FITS", "LEVELS"),
            List.of("llama3.1:8b", "0123456789ab", "7 MB", "Q4_K_M", "?", "-"),
            List.of("llama3.1:8b-fp16", "0123456789ab", "7 MB", "F16", "?", "-"),
            List.of("gemma:2b", "0123456789ab", "7 MB", "Q8_0", "?", "Q8_0 > Q4_K_M"));
  }
}
