package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.adapters.ollama.store.OllamaFolder;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.modelfile.Modelfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("on a model folder, without a server,")
class StoreCommandsTest {

  private static final String ORPHAN = "sha256-" + "ab".repeat(32);

  @TempDir Path directory;

  private Path folder;

  @BeforeEach
  void makeModel() {
    folder = directory.resolve(".ollama/models");
    new OllamaFolder(folder, new GgufFiles())
        .create(
            new CreateRequest(
                ModelName.parse("kjv"),
                Modelfile.from(TinyModel.in(directory).toString()),
                Optional.empty()),
            step -> {});
  }

  /** No server, no program, a home with a model folder. */
  private Run.Place bare(String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("OLLAMA_HOST", "127.0.0.1:1");
    environment.put("PATH", "/nonexistent");
    environment.put("SIRIUS_DEVICE_PROBE", "file");
    environment.put("SIRIUS_DEVICE_MEMORY", "8GiB");
    environment.put("SIRIUS_DEVICE_CORES", "8");
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return Run.in(environment);
  }

  private Run store(String command) {
    return bare().line(command + " --store " + folder);
  }

  @Test
  @DisplayName("models are listed, shown, made and recorded with levels")
  void models() {
    assertThat(store("list").out()).contains("kjv:latest", "F16");
    assertThat(store("show kjv").out()).contains("llama", "3.67M");

    Run created = store("create kjv kjv:high --level HIGH");
    assertThat(created.exitCode()).as(created.err()).isZero();
    assertThat(store("levels kjv:high").out()).contains("F16", "Q8_0", "threshold");
    assertThat(store("doctor --deep --json").exitCode()).isZero();
  }

  @Test
  @DisplayName("what a folder cannot do is refused by name")
  void refused() {
    assertThat(store("pull kjv --offline").exitCode()).isEqualTo(3);
    assertThat(store("pull kjv --offline").err()).contains("kjv:latest was not downloaded");
  }

  @Test
  @DisplayName("the folder is named by --store, OLLAMA_MODELS, a setting, or is that of the home")
  void named() {
    assertThat(bare("OLLAMA_MODELS", folder.toString()).line("list --adapter store").out())
        .contains("kjv:latest");
    assertThat(bare("SIRIUS_STORE_FOLDER", folder.toString()).line("list --adapter store").out())
        .contains("kjv:latest");
    assertThat(bare("HOME", directory.toString()).line("list --adapter store").out())
        .contains("kjv:latest");
    assertThat(bare().line("list --adapter store").err()).contains("name it with --store");
  }

  @Test
  @DisplayName("adapter auto comes to the folder last, and says so and why")
  void automatic() {
    Run run = bare("HOME", directory.toString()).line("list --verbose");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("kjv:latest");
    assertThat(run.err())
        .contains(
            "ollama over store: the model folder "
                + folder
                + " [HOME], without a server: no server"
                + " answers at http://127.0.0.1:1, and the program does not help");
    assertThat(bare("HOME", directory.toString()).line("doctor --json").out())
        .contains("store, the model folder");
  }

  @Test
  @DisplayName("doctor names what is not in order")
  void doctor() throws IOException {
    Files.writeString(folder.resolve("blobs").resolve(ORPHAN), "nobody's");
    assertThat(store("doctor --json").exitCode()).isZero();
    assertThat(store("doctor --json").out()).contains(ORPHAN);

    Files.writeString(
        folder.resolve("manifests/registry.ollama.ai/library/kjv/broken"), "{\"config\": 1}");
    Run run = store("doctor --json");
    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode document = Schemas.valid("doctor", run.out());
    assertThat(document.path("healthy").asBoolean()).isFalse();
    assertThat(run.out()).contains("/kjv/broken is broken: it has no config or no layers");
  }

  @Test
  @DisplayName("gc shows what no model needs, and removes what is old enough")
  void gc() throws IOException {
    Path orphan = Files.writeString(folder.resolve("blobs").resolve(ORPHAN), "nobody's");
    assertThat(store("gc").out()).contains("keep", "younger than an hour", "removed 0 files");
    Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    assertThat(store("gc --dry-run").out()).contains("remove", ORPHAN, "would free 8 B");
    assertThat(orphan).exists();

    Run run = store("gc --json");
    JsonNode document = Schemas.valid("gc", run.out());
    assertThat(document.path("freedBytes").asLong()).isEqualTo(8);
    assertThat(document.path("orphans").path(0).path("removed").asBoolean()).isTrue();
    assertThat(orphan).doesNotExist();
    assertThat(store("list").out()).contains("kjv:latest");
  }

  @Test
  @DisplayName("gc says when there is no folder")
  void noFolder() {
    assertThat(bare().line("gc --store /nonexistent/models").exitCode()).isEqualTo(4);
  }
}
