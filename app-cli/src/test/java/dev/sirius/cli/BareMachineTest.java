package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.adapters.ollama.store.OllamaFolder;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.usecase.LevelWeights;
import dev.sirius.core.weights.TensorDigest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of the main job with nothing but a JVM: no server, no program of Ollama's, no network. */
@DisplayName("on a bare machine, a family")
class BareMachineTest {

  /** 50 million weights: what takes minutes with a real model takes seconds with these. */
  private static final SyntheticLlama LLAMA = new SyntheticLlama(22, 768, 2048, 8192);

  @TempDir Path directory;

  private Run run(Path folder, String command) {
    Run run =
        Run.in(
                Map.of(
                    "OLLAMA_HOST", "127.0.0.1:1",
                    "PATH", "/nonexistent",
                    "HOME", directory.resolve("home").toString(),
                    "SIRIUS_DEVICE_PROBE", "file",
                    "SIRIUS_DEVICE_MEMORY", "8GiB",
                    "SIRIUS_DEVICE_CORES", "4"))
            .line(command + " --store " + folder);
    assertThat(run.exitCode()).as(command + ": " + run.out() + run.err()).isZero();
    return run;
  }

  private JsonNode json(Path folder, String command, String schema) {
    return Schemas.valid(schema, run(folder, command + " --json").out());
  }

  /** What a model's weights are, whatever else its file says. */
  private static String tensors(Path folder, String name) {
    OllamaFolder store = new OllamaFolder(folder, new GgufFiles());
    Path weights = LevelWeights.weightsOf(store.show(ModelName.parse(name)));
    try (WeightsReader reader = new GgufFiles().open(weights)) {
      return TensorDigest.of(reader);
    }
  }

  @Test
  @DisplayName("of a small trained model is made, stepped, verified, exported and imported")
  void trained() {
    chain(TinyModel.in(directory), "256");
  }

  @Test
  @DisplayName("of a file of 300 MB is made, stepped, verified, exported and imported")
  void generated() {
    Path file = directory.resolve("synthetic.gguf");
    assertThat(LLAMA.write(file)).isBetween(290_000_000L, 310_000_000L);

    chain(file, "1024");
  }

  private void chain(Path file, String context) {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Path carried = directory.resolve("carried.gguf");

    JsonNode made =
        json(
            first,
            "create " + file + " kjv --nested --type Q8_0 --family-context " + context,
            "create-family");
    assertThat(made.path("made")).hasSize(3);
    assertThat(levels(first, false).path("family").path("current").asText()).isEqualTo("Q8_0");

    JsonNode down = json(first, "switch kjv Q4_K_M", "switch");
    assertThat(down.path("made").asBoolean()).as("it is there already").isFalse();
    JsonNode lowest = json(first, "switch kjv Q2_K", "switch");
    assertThat(lowest.path("made").asBoolean()).as("it was only promised").isTrue();
    assertThat(tensors(first, "kjv")).isEqualTo(tensors(first, "kjv:latest-q2_K"));
    assertThat(json(first, "switch kjv auto", "switch").path("to").asText()).isEqualTo("F16");

    JsonNode verified = levels(first, true).path("verified");
    assertThat(verified).hasSize(3).allMatch(level -> level.path("same").asBoolean());

    json(first, "export kjv --parent " + carried, "export");
    json(second, "import " + carried + " --type Q8_0", "create-family");
    run(second, "switch kjv Q2_K");
    for (String type : new String[] {"fp16", "q8_0", "q4_K_M", "q2_K"}) {
      assertThat(tensors(second, "kjv:latest-" + type))
          .as(type)
          .isEqualTo(tensors(first, "kjv:latest-" + type));
    }
    run(first, "doctor --deep");
    run(second, "doctor --deep");
  }

  private JsonNode levels(Path folder, boolean verifying) {
    return json(folder, "levels kjv" + (verifying ? " --verify" : ""), "levels-model");
  }
}
