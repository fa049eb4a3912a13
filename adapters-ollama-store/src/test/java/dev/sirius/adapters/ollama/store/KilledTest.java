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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a process that is killed while it works on a model folder")
class KilledTest {

  private static final int KILLS = 50;
  private static final int FOLDERS = 2;
  private static final int ROUNDS = 2;
  private static final long SEED = 20261124;

  @TempDir Path directory;

  @Test
  @DisplayName("leaves it valid, every time, and the repeated command completes")
  void killed() throws Exception {
    Path weights = Folder.shortened(TinyModel.in(directory), directory.resolve("short.gguf"));
    ExecutorService atOnce = Executors.newFixedThreadPool(FOLDERS);
    try {
      List<Future<Integer>> each = new ArrayList<>();
      for (int i = 0; i < FOLDERS; i++) {
        Folder folder = new Folder(directory.resolve("models" + i));
        Random random = new Random(SEED + i);
        each.add(atOnce.submit(() -> killed(folder, weights, KILLS / FOLDERS, random)));
      }
      int inTheMiddle = 0;
      for (Future<Integer> kills : each) {
        inTheMiddle += kills.get();
      }
      assertThat(inTheMiddle).as("kills in the middle of work").isPositive();
    } finally {
      atOnce.shutdownNow();
    }
  }

  /**
   * Kills at moments between the beginning of the work and some rounds later: the first process
   * tells how long that takes here and now.
   *
   * @return how many kills left something unfinished
   */
  private static int killed(Folder folder, Path weights, int kills, Random random)
      throws IOException, InterruptedException {
    long life = 0;
    Set<Path> left = new HashSet<>();
    int inTheMiddle = 0;
    for (int i = 0; i < kills; i++) {
      if (i == 0) {
        life = killedAfterRounds(folder, weights);
      } else {
        kill(folder, weights, i, (long) (random.nextDouble() * life));
      }

      FolderReport report = folder.deepReport();
      assertThat(report.flaws()).as("after kill %d", i).isEmpty();
      List<Path> orphans = report.orphans().stream().map(FolderReport.Orphan::file).toList();
      inTheMiddle += left.addAll(orphans) ? 1 : 0;

      String again = WorksUntilKilled.NAMES.get(i % WorksUntilKilled.NAMES.size());
      folder.create(again, weights, "Again " + i);
      assertThat(folder.store().show(ModelName.parse(again)).system().toOptional())
          .as("after kill %d", i)
          .contains("Again " + i);
    }
    assertTidied(folder);
    return inTheMiddle;
  }

  /** Kills after some rounds; returns the microseconds that they took. */
  private static long killedAfterRounds(Folder folder, Path weights)
      throws IOException, InterruptedException {
    Process process = start(folder, weights, 0);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo(WorksUntilKilled.READY);
      long started = System.nanoTime();
      for (int i = 0; i < ROUNDS; i++) {
        assertThat(out.readLine()).isEqualTo(WorksUntilKilled.ROUND);
      }
      return (System.nanoTime() - started) / 1000;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void kill(Folder folder, Path weights, int start, long afterMicros)
      throws IOException, InterruptedException {
    Process process = start(folder, weights, start);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo(WorksUntilKilled.READY);
      assertThat(process.waitFor(afterMicros, TimeUnit.MICROSECONDS))
          .as("ended by itself")
          .isFalse();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process start(Folder folder, Path weights, int start) throws IOException {
    return new ProcessBuilder(
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
