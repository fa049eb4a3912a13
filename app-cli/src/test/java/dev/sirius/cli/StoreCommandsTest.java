package dev.sirius.cli;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.adapters.device.FileFamilyLocks;
import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.adapters.ollama.store.OllamaFolder;
import dev.sirius.core.family.port.FamilyLocks.FamilyLock;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
  @DisplayName("a family that is being made is left alone, and made by who comes later")
  @SuppressWarnings("try") // the lock is held, not used
  void busy() {
    String create = "create kjv kjv:family --nested --parent Q8_0 --store " + folder;
    Run.Place place = bare("HOME", directory.toString(), "TMPDIR", directory.toString());
    try (FamilyLock lock =
        new FileFamilyLocks(directory.resolve(".cache/sirius/locks"))
            .tryLock(ModelName.parse("kjv:family"))
            .orElseThrow()) {
      Run busy = place.line(create);
      assertThat(busy.exitCode()).isEqualTo(1);
      assertThat(busy.err())
          .contains("another sirius is making the family kjv:family now; wait until it is done");
    }
    assertThat(store("list").out()).doesNotContain("family");

    Run made = place.line(create);
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(store("list").out()).contains("kjv:family ", "kjv:family-q8_0");
  }

  @Test
  @DisplayName("of several that make one family at once one does it, and the others say so")
  void atOnce() throws Exception {
    String create = "create kjv kjv:family --nested --parent Q8_0 --store " + folder;
    Run.Place place = bare("HOME", directory.toString(), "TMPDIR", directory.toString());
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Run> runs = new ArrayList<>();
      Callable<Run> creation = () -> place.line(create);
      for (Future<Run> run : threads.invokeAll(nCopies(3, creation))) {
        runs.add(run.get());
      }

      // Who comes when another is done finds the family there, and has nothing to do.
      assertThat(runs)
          .anyMatch(run -> run.exitCode() == 0 && run.out().contains("made"))
          .allMatch(
              run ->
                  run.exitCode() == 0
                      || run.err().contains("another sirius is making the family kjv:family now"));
      assertThat(runs.stream().filter(run -> run.out().contains("made")).count()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(store("list").out()).contains("kjv:family ", "kjv:family-q8_0");
    assertThat(store("doctor --deep --json").exitCode()).isZero();
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
