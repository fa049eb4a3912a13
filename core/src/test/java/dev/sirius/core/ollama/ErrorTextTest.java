package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.port.ModelStoreException.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Ollama's error messages")
class ErrorTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          model 'x:latest' not found                                    | NOT_FOUND
          model "x" not found                                           | NOT_FOUND
          model "x" not found, try pulling it first                     | NOT_FOUND
          Error: pull model manifest: file does not exist               | NOT_FOUND
          couldn't find model "x" to stop                               | NOT_FOUND
          quantization is only supported for F16, BF16 and F32 models   | QUANTIZATION_REFUSED
          unsupported quantization type Q6_K - supported types are F32  | QUANTIZATION_REFUSED
          Error: could not connect to ollama server, run 'ollama serve' | UNREACHABLE
          dial tcp 127.0.0.1:1: connect: connection refused             | UNREACHABLE
          unknown flag: --verbose                                       | TOO_OLD
          invalid model name                                            | REFUSED
          something nobody has seen                                     | REFUSED
          """)
  void tellTheKindOfFailure(String message, Kind kind) {
    assertThat(ErrorText.kindOf(message)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Error: model 'x' not found                | model 'x' not found
          Error: 400 Bad Request: invalid model name | invalid model name
          plain                                     | plain
          """)
  void areShownWithoutTheProgramsPrefixes(String message, String bare) {
    assertThat(ErrorText.bare(message)).isEqualTo(bare);
  }

  @Test
  void areShownOnOneLine() {
    assertThat(ErrorText.bare("one\n  two\r\nthree\n")).isEqualTo("one; two; three");
  }
}
