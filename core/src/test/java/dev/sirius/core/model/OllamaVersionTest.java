package dev.sirius.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a version of Ollama")
class OllamaVersionTest {

  @ParameterizedTest
  @CsvSource({
    "0.33.3, 0.33.3, true",
    "v0.33.0-rc2, 0.33.0, true",
    "0.6.8, 0.7.0, false",
    "0.10.0, 0.9.9, true",
    "1.0, 0.99.0, true",
    "0.0.0, 0.30.0, true"
  })
  void isComparedByNumbers(String version, String wanted, boolean atLeast) {
    OllamaVersion other = OllamaVersion.parse(wanted);

    assertThat(OllamaVersion.parse(version).isAtLeast(other.major(), other.minor(), other.patch()))
        .isEqualTo(atLeast);
  }

  @Test
  void isShownAsTheServerSaysIt() {
    assertThat(OllamaVersion.parse(" 0.33.0-rc2 ")).hasToString("0.33.0-rc2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "0", "1.2.3.4", "99999999.0.0", "<html>"})
  void isRefusedWhereItIsNone(String text) {
    assertThatThrownBy(() -> OllamaVersion.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a version of Ollama");
  }
}
