package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("parameters as the server prints them")
class ParametersTextTest {

  @Test
  @DisplayName("are read exactly, from what Ollama 0.33.3 answered to /api/show")
  void recorded() {
    String text =
        "temperature                    0\n"
            + "top_p                          0.9\n"
            + "num_ctx                        256\n"
            + "num_predict                    40\n"
            + "seed                           42\n"
            + "stop                           \"And it came to pass\"\n"
            + "stop                           \"<|end|>\"";

    assertThat(ParametersText.parse(text))
        .containsExactly(
            new Parameter.WholeNumber(ParameterName.NUM_CTX, 256),
            new Parameter.WholeNumber(ParameterName.SEED, 42),
            new Parameter.WholeNumber(ParameterName.NUM_PREDICT, 40),
            new Parameter.Fraction(ParameterName.TOP_P, 0.9f),
            new Parameter.Fraction(ParameterName.TEMPERATURE, 0f),
            new Parameter.Stop("And it came to pass"),
            new Parameter.Stop("<|end|>"));
  }

  @Test
  void includeWholeNumbersInScientificNotation() {
    assertThat(ParametersText.parse("num_ctx    1.048576e+06"))
        .containsExactly(new Parameter.WholeNumber(ParameterName.NUM_CTX, 1_048_576));
  }

  @Test
  void includeGosEscapes() {
    assertThat(ParametersText.parse("stop \"a\\n\\t\\\"\\\\ \\u200d \\U0001f600 \\x1b\""))
        .containsExactly(new Parameter.Stop("a\n\t\"\\ \u200D \uD83D\uDE00 \u001B"));
  }

  @Test
  void areKeptRawWhereTheyAreUnknownOrOutOfRange() {
    assertThat(ParametersText.parse("numa true\ntop_p 7\nnum_ctx 1.5\nnum_gpu"))
        .containsExactly(
            new Parameter.Other("num_ctx", "1.5"),
            new Parameter.Other("num_gpu", ""),
            new Parameter.Other("top_p", "7"),
            new Parameter.Other("numa", "true"));
  }

  @Test
  void areNoneInAnEmptyText() {
    assertThat(ParametersText.parse("\n")).isEmpty();
  }
}
