package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Ollama's address")
class OllamaHostTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      textBlock =
          """
          ~~, http://127.0.0.1:11434
          1.2.3.4, http://1.2.3.4:11434
          :1234, http://127.0.0.1:1234
          1.2.3.4:1234, http://1.2.3.4:1234
          example.com, http://example.com:11434
          example.com:1234, http://example.com:1234
          :0, http://127.0.0.1:0
          :66000, http://127.0.0.1:11434
          :-1, http://127.0.0.1:11434
          :port, http://127.0.0.1:11434
          [::1], http://[::1]:11434
          [::], http://[::]:11434
          ::1, http://[::1]:11434
          [::1]:1337, http://[::1]:1337
          ~ 1.2.3.4 ~, http://1.2.3.4:11434
          ~"1.2.3.4"~, http://1.2.3.4:11434
          ~ " 1.2.3.4 " ~, http://1.2.3.4:11434
          '1.2.3.4', http://1.2.3.4:11434
          http://1.2.3.4, http://1.2.3.4:80
          http://1.2.3.4:4321, http://1.2.3.4:4321
          https://1.2.3.4, https://1.2.3.4:443
          https://example.com/ollama, https://example.com:443/ollama
          https://example.com/ollama/, https://example.com:443/ollama
          ollama.com, https://ollama.com:443
          0.0.0.0, http://0.0.0.0:11434
          """)
  @DisplayName("is read in the forms that Ollama accepts")
  void isRead(String text, String url) {
    assertThat(OllamaHost.parse(text).url()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://1.2.3.4", "a b", "user@host", "http://host/a?b", "[::1"})
  @DisplayName("is refused where it could be none")
  void isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OllamaHost.parse(text))
        .withMessageContaining("of an Ollama address");
  }
}
