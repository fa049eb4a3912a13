package dev.sirius.core.quality;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * On what llama-perplexity of llama.cpp v0.5.0 printed of a model of 3.7 million weights: {@code
 * llama-perplexity -m tiny-kjv-Q4_K_M.gguf -f tiny-kjv-valid.txt -c 256 --chunks 4
 * --kl-divergence-base FILE --kl-divergence}.
 */
@DisplayName("what llama-perplexity prints")
class PerplexityTextTest {

  private static String printed() throws IOException {
    try (InputStream in =
        PerplexityTextTest.class.getResourceAsStream("llama-perplexity-v0.5.0.txt")) {
      return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  @DisplayName("is read")
  void isRead() throws IOException {
    Divergence read = PerplexityText.parse(printed());

    assertThat(read)
        .isEqualTo(new Divergence(4, 256, 20.748837, 20.902434, 0.005121, 0.000293, 94.094 / 100));
    assertThat(read.loss()).isCloseTo(0.0074, within(0.00001));
  }

  @Test
  @DisplayName("says what is missing when it was broken off")
  void brokenOff() throws IOException {
    String half = printed().substring(0, printed().indexOf("====== KL"));

    assertThatThrownBy(() -> PerplexityText.parse(half))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it does not say the divergence");
  }

  @Test
  @DisplayName("is refused where figures are none")
  void notNumbers() throws IOException {
    String odd = printed().replaceAll("Mean PPL\\(Q\\) +: +[0-9.]+", "Mean PPL(Q)  :  nan");

    assertThatThrownBy(() -> PerplexityText.parse(odd))
        .hasMessage("it does not say the perplexity");
  }
}
