package dev.sirius.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A published, rounded number")
class RoundedTest {

  @ParameterizedTest(name = "{0}: {1} to {2}")
  @CsvSource({
    "4.9GB, 4850000000, 4950000000",
    "43GB, 42500000000, 43500000000",
    "815MB, 814500000, 815500000",
    "1.0 GB, 950000000, 1050000000",
    "2KiB, 1536, 2560",
    "14.96GiB, 16057808978, 16068546396",
    "4920734272B, 4920734272, 4920734272",
  })
  @DisplayName("of bytes stands for all that round to it")
  void size(String text, long least, long most) {
    Rounded size = Rounded.size(text);

    assertThat(size.least()).isEqualTo(least);
    assertThat(size.most()).isEqualTo(most);
    assertThat(size.covers(least)).isTrue();
    assertThat(size.covers(most + 1)).isFalse();
    assertThat(size).hasToString(text);
  }

  @ParameterizedTest(name = "{0}: {1} to {2}")
  @CsvSource({
    "8.03B, 8025000000, 8035000000",
    "135M, 134500000, 135500000",
    "8030261248, 8030261248, 8030261248",
    "0.4M, 350000, 450000",
  })
  @DisplayName("of weights stands for all that round to it")
  void count(String text, long least, long most) {
    Rounded count = Rounded.count(text);

    assertThat(count.least()).isEqualTo(least);
    assertThat(count.most()).isEqualTo(most);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GB", "4,9GB", "-1GB", "4.9", "4.9gb", "4.9 XB", "1e9GB", "4.9GB "})
  @DisplayName("of bytes is refused when it is none")
  void noSize(String text) {
    assertThatThrownBy(() -> Rounded.size(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'" + text + "' is not a published size; write it like 4.9GB, 815MB or 2.31GiB");
  }

  @Test
  @DisplayName("beyond 2^63 - 1 is refused")
  void tooLarge() {
    assertThatThrownBy(() -> Rounded.size("999999999999TB"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("larger than 2^63 - 1");
  }
}
