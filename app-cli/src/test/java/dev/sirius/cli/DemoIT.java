package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.adapters.ollama.store.FolderInspection;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("the demonstration, in the program as it is installed,")
class DemoIT {

  private static final Path PROGRAM = Path.of("target/sirius/bin/sirius").toAbsolutePath();
  private static final Map<String, String> SCHEMAS =
      Map.of(
          "device", "device",
          "plan", "plan",
          "create", "create-family",
          "levels", "levels-model",
          "switch", "switch");

  @TempDir Path directory;

  private Path temporary;
  private Path home;

  @BeforeEach
  void makeFolders() throws IOException {
    temporary = Files.createDirectories(directory.resolve("temporary"));
    home = Files.createDirectories(directory.resolve("home"));
  }

  /** No server, no program of Ollama's, nothing known of the user. */
  private ProcessBuilder process(String... arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "demo"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "HOME", home.toString(),
                "TMPDIR", temporary.toString(),
                "PATH", "/usr/bin:/bin"));
    return builder;
  }

  private Run run(String... arguments) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    int exitCode =
        process(arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Run(exitCode, Files.readString(out), Files.readString(err));
  }

  private void assertNothingIsLeft() {
    assertThat(temporary).isEmptyDirectory();
    assertThat(home).isEmptyDirectory();
  }

  @Test
  @DisplayName("makes a family, steps down and up, and leaves nothing behind")
  void text() throws Exception {
    Run run = run("--memory", "8GiB", "--cores", "4");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("memory          8 GiB  [--memory]")
        .contains("level    Q2_K    threshold 18MiB,ctx=256, made")
        .contains("kjv:latest is at Q2_K now, before at F16")
        .contains("kjv:latest is at F16 now, before at Q2_K")
        .contains("Q2_K: all 39 tensors are what the parent gives")
        .contains("which is removed now");
    assertNothingIsLeft();
  }

  @Test
  @DisplayName("prints with --json one object, in which each step's result is as its own schema")
  void json() throws Exception {
    Run run = run("--json", "--memory", "8GiB");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode document = Schemas.valid("demo", run.out());
    assertThat(document.path("kept").isNull()).isTrue();
    for (JsonNode step : document.path("steps")) {
      String word = step.path("command").asText().split(" ")[1];
      Schemas.valid(SCHEMAS.get(word), step.path("result").toString());
    }
    assertThat(document.path("diskBytes").asLong()).isGreaterThan(7_000_000);
    assertNothingIsLeft();
  }

  @Test
  @DisplayName("with --keep leaves a model folder that is in order, and nothing else")
  void keep() throws Exception {
    Path kept = directory.resolve("kept");

    Run run = run("--keep", kept.toString());

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("OLLAMA_MODELS=" + kept + " ollama serve");
    assertThat(new FolderInspection(kept, Clock.systemUTC()).check(true, step -> {}).flaws())
        .isEmpty();
    assertThat(kept.resolve("manifests/registry.ollama.ai/library/kjv"))
        .isDirectoryContaining(file -> file.endsWith("latest-q4_K_M"));
    assertNothingIsLeft();

    assertThat(run("--keep", kept.toString()).err())
        .isEqualTo("sirius: there is something in " + kept + " already; name an empty folder\n");
    assertThat(run("--store", kept.toString()).exitCode()).isEqualTo(2);
  }

  @Test
  @DisplayName("leaves nothing behind at Ctrl-C, and ends with 130")
  void interrupted() throws Exception {
    assumeThat(interruptsAreIgnored())
        .as("what a shell without job control starts in the background ignores Ctrl-C")
        .isFalse();
    Process process = process().redirectError(directory.resolve("err").toFile()).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.startsWith("$ sirius create")) {
        line = out.readLine();
      }
      assertThat(line).isNotNull();
      assertThat(temporary).isNotEmptyDirectory();
      new ProcessBuilder("/bin/sh", "-c", "kill -INT " + process.pid()).start().waitFor();
      out.lines().forEach(rest -> {});
    }

    assertThat(process.waitFor()).isEqualTo(130);
    assertNothingIsLeft();
  }

  /** Whether this process, and so each that it starts, was started with SIGINT ignored. */
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
