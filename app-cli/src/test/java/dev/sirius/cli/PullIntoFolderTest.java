package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.adapters.ollama.store.FolderInspection;
import dev.sirius.adapters.ollama.store.OllamaFolder;
import dev.sirius.core.model.FolderReport;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.registry.StubRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Pulling into a model folder, without a server,")
class PullIntoFolderTest {

  private static final int KILLS = 50;
  private static final int FOLDERS = 2;

  @TempDir private Path directory;
  private Path folder;
  private StubRegistry stub;
  private byte[] weights;
  private Map<String, String> environment;

  @BeforeEach
  void start() throws IOException {
    folder = directory.resolve("models");
    weights = Files.readAllBytes(TinyModel.in(directory));
    stub = registry();
    environment =
        new HashMap<>(
            Map.of(
                "SIRIUS_DEVICE_PROBE", "file",
                "SIRIUS_DEVICE_MEMORY", "1GiB",
                "SIRIUS_DEVICE_CORES", "2",
                "SIRIUS_REGISTRY_OLLAMA", stub.address().toString(),
                "SIRIUS_REGISTRY_HUB", stub.address().toString(),
                "PATH", "/nonexistent",
                "HOME", directory.toString()));
  }

  private StubRegistry registry() throws IOException {
    return StubRegistry.plain()
        .model("library/" + PullsUntilKilled.MODEL + ":latest", StubRegistry.bytes(weights));
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private Run run(String line) {
    return Run.in(environment).line(line + " --store " + folder);
  }

  private FolderReport deepReport() {
    return deepReport(folder);
  }

  private static FolderReport deepReport(Path folder) {
    return new FolderInspection(folder, Clock.systemUTC()).check(true, step -> {});
  }

  private void assertPulled(String name) throws IOException {
    assertThat(deepReport().flaws()).isEmpty();
    assertThat(deepReport().orphans()).isEmpty();
    assertThat(run("show " + name).out()).contains("llama");
    Path blob = folder.resolve("blobs/sha256-" + StubRegistry.digest(StubRegistry.bytes(weights)));
    assertThat(blob).hasBinaryContent(weights);
    try (Stream<Path> left = Files.list(folder.resolve("sirius/unfinished"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  @DisplayName("brings all parts of a registry's model, each once")
  void image() throws IOException {
    Run run = run("pull tinykjv --json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Schemas.valid("pull", run.out()).get("model").asText()).isEqualTo("tinykjv:latest");
    assertPulled("tinykjv");
    assertThat(run("show tinykjv").out()).contains("Free to use.");

    long sent = stub.bytesSent();
    assertThat(run("pull tinykjv").exitCode()).isZero();
    assertThat(stub.bytesSent() - sent).as("bytes of the second time").isLessThan(2000);
  }

  @Test
  @DisplayName("takes of a hub's repository what the plan takes")
  void hub() throws IOException {
    stub.repository(
        "user/repo",
        Map.of(
            "tiny-OTHER.gguf", StubRegistry.padded(new byte[0], 3_000_000_000L),
            "tiny-F16.gguf", StubRegistry.bytes(weights),
            "tiny-Q8_0.gguf", StubRegistry.padded(new byte[0], 4_000_000)));

    Run run = run("pull hf.co/user/repo");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("pulled hf.co/user/repo:F16");
    assertPulled("hf.co/user/repo:F16");
    assertThat(run("plan hf.co/user/repo --offline").out()).contains("hf.co/user/repo:F16");
  }

  @Test
  @DisplayName("says what it cannot do, on one line, and leaves no model")
  void refused() {
    stub.repository(
        "user/parts",
        Map.of(
            "m-00001-of-00002.gguf", StubRegistry.bytes((byte) 1),
            "m-00002-of-00002.gguf", StubRegistry.bytes((byte) 1)));
    Map<String, Integer> commands =
        Map.of(
            "pull nonesuch",
            4,
            "pull hf.co/user/nonesuch",
            4,
            "pull hf.co/user/parts",
            1,
            "pull " + stub.address("/model.gguf"),
            2,
            "pull tinykjv --offline",
            3);
    commands.forEach(
        (command, exitCode) -> {
          Run run = run(command);
          assertThat(run.exitCode()).as(command + run.err()).isEqualTo(exitCode);
          assertThat(run.err().lines()).as(command).hasSize(1);
        });

    assertThat(run("list --json").out()).contains("\"models\" : [ ]");
    assertThat(stub.requests()).noneMatch(request -> request.path().contains("tinykjv"));
  }

  @Test
  @DisplayName("leaves a manifest that lies about a digest without a model")
  void lies() {
    StubRegistry.Content other = StubRegistry.padded(new byte[0], weights.length);
    stub.file(
        "/v2/library/tinykjv/blobs/sha256:" + StubRegistry.digest(StubRegistry.bytes(weights)),
        other,
        "\"1\"");

    Run run = run("pull tinykjv");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("digest");
    assertThat(deepReport().flaws()).isEmpty();
    assertThat(run("list --json").out()).contains("\"models\" : [ ]");
  }

  @Test
  @DisplayName("that is killed 50 times leaves the folder valid, and completes when repeated")
  void killed() throws Exception {
    ExecutorService atOnce = Executors.newFixedThreadPool(FOLDERS);
    try (StubRegistry other = registry()) {
      Random random = new Random(20_261_124);
      List<Future<Integer>> each = new ArrayList<>();
      for (int i = 0; i < FOLDERS; i++) {
        StubRegistry from = i == 0 ? stub : other;
        Path into = i == 0 ? folder : directory.resolve("models" + i);
        long seed = random.nextLong();
        each.add(atOnce.submit(() -> killed(from, into, KILLS / FOLDERS, new Random(seed))));
      }
      int unfinished = 0;
      for (Future<Integer> kills : each) {
        unfinished += kills.get();
      }
      assertThat(unfinished).as("kills in the middle of work").isPositive();
    } finally {
      atOnce.shutdownNow();
    }

    OllamaFolder store = new OllamaFolder(folder, new GgufFiles());
    PullsUntilKilled.pull(store, stub.address());
    assertPulled("tinykjv");
    store.delete(ModelName.parse("tinykjv"));
    assertThat(folder.resolve("blobs")).isEmptyDirectory();
  }

  /**
   * Pulls and kills over and over; returns how many kills left something unfinished.
   *
   * @param from a registry that nobody else asks, so that the bytes that it sent are the process's
   */
  private int killed(StubRegistry from, Path into, int kills, Random random)
      throws IOException, InterruptedException {
    int unfinished = 0;
    for (int i = 0; i < kills; i++) {
      from.forget();
      long killAfter = random.nextInt(weights.length * 5 / 4);
      Process process = another(from, into);
      from.awaitBytesSent(killAfter, process);
      assertThat(process.isAlive()).as("it goes on until it is killed").isTrue();
      process.destroyForcibly().waitFor();

      FolderReport report = deepReport(into);
      assertThat(report.flaws()).as("after kill %d", i).isEmpty();
      unfinished += report.orphans().isEmpty() ? 0 : 1;
    }
    return unfinished;
  }

  private Process another(StubRegistry from, Path into) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                PullsUntilKilled.class.getName(),
                from.address().toString(),
                into.toString()))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(into.getFileName() + ".txt").toFile())
        .start();
  }
}
