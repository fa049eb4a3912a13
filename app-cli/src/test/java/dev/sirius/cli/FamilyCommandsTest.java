package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Module;
import dev.sirius.cli.wiring.OllamaConnection;
import dev.sirius.core.family.Family;
import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.Threshold;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.InMemoryModelStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the commands for families, over models in memory,")
class FamilyCommandsTest {

  private static final ModelName NAME = ModelName.parse("kjv:tiny");
  private static final Family FAMILY =
      new Family(
          NAME,
          List.of(
              level(QuantizationType.Q8_0, 900),
              level(QuantizationType.Q4_K_M, 500),
              level(QuantizationType.Q2_K, 300)));

  @TempDir private Path home;

  private final InMemoryModelStore store =
      new InMemoryModelStore("0.33.0").with("llama3.1:8b", "Q4_K_M", "");
  private final Module inMemory =
      binder -> {
        binder
            .bind(OllamaConnection.class)
            .toInstance(
                new OllamaConnection("test", "test", store, Optional.of(new NothingRuns())));
      };

  FamilyCommandsTest() {
    for (QuantizationType type : List.of(QuantizationType.Q8_0, QuantizationType.Q4_K_M)) {
      store.with(
          FAMILY.member(type).shortForm(), type.label(), LevelLines.render(FAMILY.record(type)));
    }
    store.copy(FAMILY.member(QuantizationType.Q8_0), NAME);
  }

  private static FamilyLevel level(QuantizationType type, long mebibytes) {
    return new FamilyLevel(type, Threshold.at(ByteSize.ofMiB(mebibytes), 4096));
  }

  private Run run(String command) {
    return Run.with(Map.of("SIRIUS_DEVICE_PROBE", "file", "HOME", home.toString()), inMemory)
        .line(command);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "levels kjv:tiny, levels-model, 0",
    "levels kjv:tiny-q4_K_M, levels-model, 0",
    "levels kjv:tiny --memory 1GiB, levels-model, 0",
    "switch kjv:tiny Q4_K_M, switch, 0",
    "switch kjv:tiny MOBILE, switch, 0",
    "switch kjv:tiny auto --memory 1100MiB, switch, 0",
    "switch kjv:tiny auto --memory 1100MiB --reserve 700MiB, error, 1",
    "switch kjv:tiny auto, error, 1",
    "switch kjv:tiny Q6_K, error, 5",
    "switch kjv:tiny Q9, error, 2",
    "switch kjv:tiny Q4_K_M --watch, error, 2",
    "switch llama3.1:8b Q4_K_M, error, 1",
    "switch nothing Q4_K_M, error, 4",
    "levels --verify, error, 2",
    "create kjv:tiny-q8_0 new --materialize all, error, 2",
    "export llama3.1:8b --parent /nonexistent/file.gguf, error, 1",
    "import /nonexistent/file.gguf, error, 4",
    "compare /nonexistent/a.gguf /nonexistent/b.gguf, error, 4",
    "verify nothing, error, 4",
  })
  @DisplayName("print with --json one object that is as its schema says:")
  void printValidJson(String command, String schema, int exitCode) {
    Run run = run(command + " --json");

    Schemas.valid(schema, run.out());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "switch --help",
        "levels --help",
        "create --help",
        "optimize --help",
        "verify --help",
        "compare --help",
        "export --help",
        "import --help",
        "levels kjv:tiny --memory 1GiB",
        "switch kjv:tiny Q4_K_M",
        "list",
      })
  @DisplayName("fit 80 columns:")
  void fit80Columns(String command) {
    Run run = run(command);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  @DisplayName("show a family's levels with what they need, and the promise among them")
  void levels() {
    String out = run("levels kjv:tiny --memory 1100MiB").out();

    assertThat(out)
        .startsWith("kjv:tiny  family of Q8_0, at Q8_0 now, 4096 tokens of context\n")
        .contains("Q8_0    900 MiB  no ", "Q4_K_M  500 MiB  yes", "not made yet");
  }

  @Test
  @DisplayName("say what is amiss and how to repair it, and repair it")
  void repair() {
    store.delete(NAME);

    assertThat(run("levels kjv:tiny").out())
        .contains("! the model kjv:tiny is missing; 'sirius switch kjv:tiny");
    assertThat(run("switch kjv:tiny Q4_K_M").exitCode()).isZero();
    assertThat(run("levels kjv:tiny").out()).doesNotContain("!").contains("at Q4_K_M now");
  }

  @Test
  @DisplayName("step to what fits the memory, and stay there")
  void automatic() {
    JsonNode down =
        Schemas.valid("switch", run("switch kjv:tiny auto --memory 1100MiB --json").out());
    assertThat(down.path("to").asText()).isEqualTo("Q4_K_M");
    assertThat(down.path("changed").asBoolean()).isTrue();

    assertThat(run("switch kjv:tiny auto --memory 1100MiB").out())
        .startsWith("kjv:tiny stays at Q4_K_M");
  }

  /** A server that has nothing loaded and answers nobody. */
  private static final class NothingRuns implements ModelRunner {
    @Override
    public List<RunningModel> running() {
      return List.of();
    }

    @Override
    public Generation generate(GenerateRequest request) {
      throw new UnsupportedOperationException("nobody is asked here");
    }

    @Override
    public void unload(ModelName name) {
      throw new UnsupportedOperationException("nothing is loaded here");
    }
  }
}
