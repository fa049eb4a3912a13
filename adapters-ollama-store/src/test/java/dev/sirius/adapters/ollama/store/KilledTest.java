package dev.sirius.adapters.ollama.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.FolderReport;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TinyModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a process that is killed while it works on a model folder")
class KilledTest {

  private static final int KILLS = 50;
  private static final long LONGEST_LIFE_MICROS = 150_000;
  private static final long SEED = 20261124;

  @TempDir Path directory;

  @Test
  @DisplayName("leaves it valid, every time, and the repeated command completes")
  void killed() throws Exception {
    Folder folder = new Folder(directory.resolve("models"));
    Path weights = TinyModel.in(directory);
    Random random = new Random(SEED);
    int leftSomething = 0;
    for (int i = 0; i < KILLS; i++) {
      kill(folder, weights, i, (long) (random.nextDouble() * LONGEST_LIFE_MICROS));

      FolderReport report = folder.deepReport();
      assertThat(report.flaws()).as("after kill %d", i).isEmpty();
      leftSomething += report.orphans().isEmpty() ? 0 : 1;

      String again = WorksUntilKilled.NAMES.get(i % WorksUntilKilled.NAMES.size());
      folder.create(again, weights, "Again " + i);
      assertThat(folder.store().show(ModelName.parse(again)).system().toOptional())
          .as("after kill %d", i)
          .contains("Again " + i);
    }
    assertThat(leftSomething).as("kills in the middle of work").isPositive();
    assertTidied(folder);
  }

  private static void kill(Folder folder, Path weights, int start, long afterMicros)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                WorksUntilKilled.class.getName(),
                folder.root().toString(),
                weights.toString(),
                Integer.toString(start))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo(WorksUntilKilled.READY);
      assertThat(process.waitFor(afterMicros, TimeUnit.MICROSECONDS))
          .as("ended by itself")
          .isFalse();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** With what is young but ours, and then what has come of age, removed, nothing is left over. */
  private static void assertTidied(Folder folder) {
    folder.inspection().remove(folder.inspection().check(false, step -> {}).orphans());
    folder.later().remove(folder.later().check(false, step -> {}).orphans());

    FolderReport report = folder.deepReport();
    assertThat(report.orphans()).isEmpty();
    assertThat(report.flaws()).isEmpty();
    List<ModelName> left = folder.store().list().stream().map(InstalledModel::name).toList();
    left.forEach(folder.store()::delete);
    assertThat(folder.blobs()).isEmpty();
  }
}
