package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.Transcript.Exchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A failure of the ollama program")
class ProgramFailureTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ollama-0.33.0  | show nope:latest                                           | NOT_FOUND            | Ollama: model 'nope:latest' not found
          ollama-0.33.0  | rm nope:latest                                             | NOT_FOUND            | Ollama: model 'nope:latest' not found
          ollama-0.33.0  | cp nope:latest x:latest                                    | NOT_FOUND            | Ollama: model "nope:latest" not found
          ollama-0.33.0  | stop nope:latest                                           | NOT_FOUND            | Ollama: couldn't find model "nope:latest" to stop
          ollama-0.5.7   | rm nope:latest                                             | NOT_FOUND            | Ollama: model 'nope:latest' not found
          pull-0.33.0    | pull --insecure http://127.0.0.1:11699/library/nope:latest | NOT_FOUND            | Ollama: pull model manifest: file does not exist
          ollama-0.33.0  | create kjv-q6:latest --file {Modelfile} --quantize Q6_K    | QUANTIZATION_REFUSED | Ollama: unsupported quantization type Q6_K - supported types are F32, F16, Q4_K_S, Q4_K_M, Q8_0
          ollama-0.33.0  | create again:latest --file {Modelfile} --quantize Q4_K_M   | QUANTIZATION_REFUSED | Ollama: quantization is only supported for F16, BF16 and F32 models
          ollama-0.5.7   | create again:latest --file {Modelfile} --quantize Q4_K_M   | QUANTIZATION_REFUSED | Ollama: quantization is only supported for F16 and F32 models
          ollama-0.5.7   | show --verbose kjv:latest                                  | TOO_OLD              | Ollama: unknown flag: --verbose
          ollama-0.3.10  | stop kjv:latest                                            | TOO_OLD              | Ollama: unknown command "stop" for "ollama"
          ollama-0.12.11 | create kjv-new:latest --file {Modelfile}                   | TOO_OLD              | Ollama: (line 4): command must be one of "from", "license", "template", "system", "adapter", "renderer", "parser", "parameter", or "message"
          another-server-0.33.0 | show kjv:latest                                     | BROKEN_ANSWER        | what answers at Ollama's address is not Ollama; its program says: invalid character '<' looking for beginning of value
          another-server-0.33.0 | pull x:latest                                       | BROKEN_ANSWER        | what answers at Ollama's address is not Ollama; its program says: <html><body>Welcome</body></html>
          """)
  void tellsWhatOllamaSaid(String transcript, String arguments, Kind kind, String message) {
    Exchange exchange = Transcript.resource(transcript + ".txt").of(arguments);

    assertThat(exchange.exitCode()).isNotZero();
    assertFailure(exchange.exitCode(), exchange.errorOutput(), kind, message);
  }

  @ParameterizedTest
  @CsvSource({"ollama-0.3.10", "ollama-0.5.7", "ollama-0.12.11", "ollama-0.33.0"})
  void isOfAServerThatIsDown(String transcript) {
    Exchange last =
        Transcript.resource(transcript + ".txt").exchanges().stream()
            .filter(exchange -> exchange.line().equals("list") && exchange.exitCode() != 0)
            .findFirst()
            .orElseThrow();

    assertThat(ProgramFailure.of("ollama list", last.exitCode(), last.errorOutput()).kind())
        .isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void mayBeASignal() {
    assertFailure(
        137,
        "",
        Kind.BROKEN_ANSWER,
        "'ollama x' was ended by signal 9 (killed; often for want of memory)");
    assertFailure(143, "", Kind.BROKEN_ANSWER, "'ollama x' was ended by signal 15");
  }

  @Test
  void mayBeACrash() {
    assertFailure(
        2,
        "panic: $HOME is not defined\n\ngoroutine 1 [running]:\nmain.main()\n",
        Kind.BROKEN_ANSWER,
        "'ollama x' crashed: panic: $HOME is not defined; is it up to date?");
  }

  @Test
  void mayBeWithoutAWord() {
    assertFailure(
        3, "\u001B[?25l", Kind.BROKEN_ANSWER, "'ollama x' ended with exit code 3 and said nothing");
  }

  @Test
  void mayBeInOtherWords() {
    assertFailure(
        3,
        "sh: ollama: cannot run\n",
        Kind.BROKEN_ANSWER,
        "'ollama x' ended with exit code 3: sh: ollama: cannot run");
  }

  private static void assertFailure(int exitCode, String errorOutput, Kind kind, String message) {
    ModelStoreException failure = ProgramFailure.of("ollama x", exitCode, errorOutput);

    assertThat(failure).hasMessage(message);
    assertThat(failure.kind()).isEqualTo(kind);
  }
}
