package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts what Linux has this process write to disk (proc_pid_io(5), {@code write_bytes}). */
@DisplayName("In a model folder, without a server,")
class WrittenOnceTest {

  private static final Path COUNTERS = Path.of("/proc/self/io");
  private static final double MOST_OF_ITS_SIZE = 1.05;

  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    assumeThat(COUNTERS).exists();
    file = directory.resolve("synthetic.gguf");
    long before = written();
    long bytes = new SyntheticLlama(4, 512, 1536, 8192).write(file);
    assumeThat(written() - before).as("a disk, not memory").isGreaterThanOrEqualTo(bytes);
  }

  private static long written() throws IOException {
    return Files.readAllLines(COUNTERS).stream()
        .filter(line -> line.startsWith("write_bytes: "))
        .mapToLong(line -> Long.parseLong(line.substring("write_bytes: ".length())))
        .findFirst()
        .orElseThrow();
  }

  private Run run(String command) {
    Run run =
        Run.in(
                Map.of(
                    "PATH", "/nonexistent",
                    "HOME", directory.toString(),
                    "SIRIUS_DEVICE_PROBE", "file",
                    "SIRIUS_DEVICE_MEMORY", "8GiB"))
            .line(command + " --json --store " + directory.resolve("models"));
    assertThat(run.exitCode()).as(command + run.err()).isZero();
    return run;
  }

  @Test
  @DisplayName("a file is taken without being written, and a level is written once")
  void once() throws IOException {
    long before = written();
    run("create " + file + " source --type F16");
    long taken = written() - before;
    assertThat(taken).as("a link is enough").isLessThan(Files.size(file) / 20);

    before = written();
    JsonNode made = Schemas.valid("create", run("create source made --type Q8_0").out());
    double size = made.path("weightsBytes").asLong();
    assertThat(written() - before).isBetween((long) size, (long) (size * MOST_OF_ITS_SIZE));
  }

  @Test
  @DisplayName("a family's level is written once, also when a step makes it")
  void family() throws IOException {
    run("create " + file + " kjv --nested --type Q8_0 --materialize Q8_0");
    long before = written();
    run("switch kjv Q4_K_M");
    long bytes = written() - before;

    long size = 0;
    JsonNode levels = Schemas.valid("levels-model", run("levels kjv").out());
    for (JsonNode level : levels.path("family").path("levels")) {
      size = level.path("type").asText().equals("Q4_K_M") ? level.path("diskBytes").asLong() : size;
    }
    assertThat(size).isPositive();
    assertThat(bytes).isBetween(size * 99 / 100, (long) (size * MOST_OF_ITS_SIZE));
  }
}
