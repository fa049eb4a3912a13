package dev.sirius.adapters.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.TinyModel;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.usecase.QuantizeWeights;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that quantizes, at moments that a seed chooses. {@code -Dsirius.kills=20} does it
 * more often.
 */
@DisplayName("a quantizer that is killed at any moment")
class KilledWhileQuantizingTest {

  private static final int KILLS = Integer.getInteger("sirius.kills", 4);
  private static final int MOST_STEPS = 120;

  @TempDir Path directory;

  private List<String> files() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** Runs the process until it has printed so many lines, and kills it. */
  private static void killAfter(int steps, Path source, Path target)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                QuantizesForEver.class.getName(),
                source.toString(),
                target.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (int i = 0; i < steps; i++) {
        assertThat(lines.readLine()).isNotNull();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  @DisplayName("leaves no half file in its place, and no orphan after the next run")
  void killed() throws IOException, InterruptedException {
    Path source = TinyModel.in(directory);
    Path target = directory.resolve("made.gguf");
    GgufFiles disk = new GgufFiles();
    QuantizeWeights quantize = new QuantizeWeights(disk, disk, BlockCodecs.scalar());
    Path whole = Files.createDirectory(directory.resolve("whole"));
    for (QuantizationType type : QuantizesForEver.TYPES) {
      quantize.carryOut(
          QuantizesForEver.order(source, whole.resolve(type.label()), type), step -> {});
    }
    SplittableRandom random = new SplittableRandom(20);

    for (int i = 0; i < KILLS; i++) {
      killAfter(1 + random.nextInt(MOST_STEPS), source, target);

      if (Files.exists(target)) {
        assertThat(QuantizesForEver.TYPES.stream().map(type -> whole.resolve(type.label())))
            .anySatisfy(file -> assertThat(target).hasSameBinaryContentAs(file));
      }
    }
    quantize.carryOut(QuantizesForEver.order(source, target, QuantizationType.Q8_0), step -> {});

    assertThat(files()).containsExactly("made.gguf", TinyModel.FILE, "whole");
    assertThat(target).hasSameBinaryContentAs(whole.resolve(QuantizationType.Q8_0.label()));
  }
}
