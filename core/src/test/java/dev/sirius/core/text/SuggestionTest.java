package dev.sirius.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("a mistyped word")
class SuggestionTest {

  private static final List<String> KNOWN = List.of("num_ctx", "num_gpu", "temperature", "stop");

  @ParameterizedTest
  @CsvSource({
    "num_cxt, num_ctx",
    "NUM_CTX, num_ctx",
    "num_gpu_layers, num_gpu",
    "temprature, temperature",
    "stpo, stop",
    "temp, temperature"
  })
  void isLikeTheNearestKnownOne(String word, String meant) {
    assertThat(Suggestion.nearest(word, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"kv_cache_type", "x", "''"})
  void isLikeNoneWhenItIsFar(String word) {
    assertThat(Suggestion.nearest(word, KNOWN)).isEmpty();
  }
}
