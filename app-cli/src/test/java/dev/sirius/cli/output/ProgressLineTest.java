package dev.sirius.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The line of a download's progress")
class ProgressLineTest {

  @ParameterizedTest(name = "{0} bytes in {1} s, {2} left")
  @CsvSource({
    "50000000, 5, 100000000, 10 MB/s  10 s left",
    "50000000, 5, 900000000, 10 MB/s  1 min 30 s left",
    "50000000, 5, 90000000000, 10 MB/s  2 h 30 min left",
    "50000000, 5, 0, 10 MB/s  0 s left",
    "0, 5, 100, ''",
  })
  @DisplayName("tells the rate and the time that is left at it:")
  void rate(long bytes, long seconds, long left, String text) {
    assertThat(ProgressLine.rate(bytes, seconds * 1_000_000_000L, left).strip()).isEqualTo(text);
  }

  @Test
  @DisplayName("tells how much is there, in 79 characters, and is wiped out at the end")
  void line() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (ProgressLine line =
        new ProgressLine(new PrintStream(err, true, StandardCharsets.UTF_8), true)) {
      line.accept(Progress.of("downloading model", 50, 200));
    }

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("downloading model  50 B of 200 B  25 %")
        .endsWith("\r\u001B[K");
  }
}
