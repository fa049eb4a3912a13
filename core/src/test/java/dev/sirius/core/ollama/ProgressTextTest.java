package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Progress as the ollama program paints it")
class ProgressTextTest {

  private static final String CREATE = "create kjv:latest --file {Modelfile}";
  private static final String PULL = "pull --insecure http://127.0.0.1:11699/library/kjv-q4:latest";

  @ParameterizedTest
  @ValueSource(strings = {"0.5.7", "0.12.11", "0.33.0"})
  void tellsEachStepOnceAndInOrder(String version) {
    List<Progress> steps = stepsOf(errorOutput("ollama-" + version + ".txt", CREATE));

    assertThat(steps).doesNotHaveDuplicates();
    assertThat(steps).extracting(Progress::status).startsWith("gathering model components");
    assertThat(steps)
        .extracting(Progress::status)
        .containsSubsequence("parsing GGUF", "writing manifest", "success")
        .endsWith("success")
        .allMatch(status -> status.matches("[a-zA-Z0-9 :%]+"));
  }

  @Test
  void readsTheFiguresOfABar() {
    String painted =
        errorOutput(
            "ollama-0.12.11.txt", "create kjv-q4:latest --file {Modelfile} --quantize Q4_K_M");

    assertThat(stepsOf(painted))
        .contains(Progress.of("quantizing F16 model to Q4_K_M", 7_400_000, 7_400_000));
  }

  @Test
  void tellsADownloadAsItMovesOn() {
    List<Progress> download =
        stepsOf(errorOutput("pull-0.33.0.txt", PULL)).stream()
            .filter(step -> step.totalBytes().isPresent())
            .toList();

    assertThat(download).extracting(Progress::status).containsOnly("pulling ffb3e6e18c43");
    assertThat(download)
        .extracting(step -> step.totalBytes().orElseThrow())
        .containsOnly(2_300_000L);
    assertThat(download)
        .extracting(step -> step.completedBytes().orElseThrow())
        .isSorted()
        .doesNotHaveDuplicates()
        .startsWith(120_000L)
        .endsWith(2_300_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pulling 6a0746a1ec1a...   0% ▕                ▏    0 B/4.7 GB                   | 0       | 4700000000
          pulling 6a0746a1ec1a...  42% ▕██████          ▏ 2.0 GB/4.7 GB  120 MB/s  1m2s   | 2000000000 | 4700000000
          pulling 6a0746a1ec1a: 100% ▕████████████████▏ 4.7 GB                            | 4700000000 | 4700000000
          """)
  void readsBarsOfAnyAge(String line, long completed, long total) {
    assertThat(stepsOf(line))
        .containsExactly(Progress.of("pulling 6a0746a1ec1a", completed, total));
  }

  @Test
  void isNoDifferentWhereverThePiecesAreCut() {
    String painted = errorOutput("pull-0.33.0.txt", PULL);
    List<Progress> whole = stepsOf(painted);
    for (long seed = 1; seed <= 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ProgressText text = new ProgressText();
      List<Progress> steps = new ArrayList<>();
      int start = 0;
      while (start < painted.length()) {
        int end = Math.min(painted.length(), start + random.nextInt(1, 40));
        steps.addAll(text.feed(painted.substring(start, end)));
        start = end;
      }
      steps.addAll(text.finish());

      assertThat(steps).as("seed " + seed).isEqualTo(whole);
    }
  }

  @Test
  void isNoErrorMessage() {
    String refused =
        errorOutput("ollama-0.33.0.txt", "create kjv-q6:latest --file {Modelfile} --quantize Q6_K");

    assertThat(stepsOf(refused)).containsExactly(Progress.of("gathering model components"));
  }

  @Test
  void doesNotKeepALineThatNeverEnds() {
    ProgressText text = new ProgressText();
    for (int i = 0; i < 10_000; i++) {
      assertThat(text.feed("x".repeat(100))).isEmpty();
    }

    assertThat(text.finish()).allMatch(step -> step.status().length() <= 4096);
  }

  private static List<Progress> stepsOf(String painted) {
    ProgressText text = new ProgressText();
    List<Progress> steps = new ArrayList<>(text.feed(painted));
    steps.addAll(text.finish());
    return steps;
  }

  private static String errorOutput(String transcript, String arguments) {
    return Transcript.resource(transcript).of(arguments).errorOutput();
  }
}
