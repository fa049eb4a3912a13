package dev.sirius.core.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sirius.core.size.ByteSize;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a threshold")
class ThresholdTest {

  @Test
  @DisplayName("is one word, and is read back from it")
  void isOneWord() {
    Threshold threshold = Threshold.at(new ByteSize((2299L << 20) + 1), 4096).with("bpw", "4.85");

    assertThat(threshold).hasToString("2300MiB,ctx=4096,bpw=4.85");
    assertThat(Threshold.parse("2300MiB,ctx=4096,bpw=4.85")).contains(threshold);
    assertThat(threshold.contextLength()).contains(4096L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "when memory is low",
        "2300",
        "2300MiB ctx=4096",
        "2300MiB,ctx",
        "-1MiB",
        "9999999999999MiB"
      })
  @DisplayName("is none in a text that somebody else wrote")
  void isNone(String text) {
    assertThat(Threshold.parse(text)).isEmpty();
  }

  @Test
  @DisplayName("holds no fact that would break the word")
  void factsAreWords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.at(ByteSize.ofMiB(1), 1).with("by", "a, b"))
        .withMessageContaining("'by=a, b'");
  }
}
