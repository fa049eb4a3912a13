package dev.sirius.core.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @Nested
  @DisplayName("reading")
  class Reading {

    @ParameterizedTest
    @CsvSource({
      "8GiB, 8589934592",
      "8 GiB, 8589934592",
      "7.5GiB, 8053063680",
      "512MiB, 536870912",
      "512 mib, 536870912",
      "8GB, 8000000000",
      "1TiB, 1099511627776",
      "17B, 17",
      "0, 0",
      "0GiB, 0"
    })
    void takesNumbersWithTheirUnit(String text, long bytes) {
      assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @Test
    void asksForAUnitWhereThereIsNone() {
      assertThatThrownBy(() -> ByteSize.parse("8"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'8' has no unit")
          .hasMessageContaining("8GiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "-8GiB", "8 G B", "8XiB", "1e3MiB", "8GiB!", "0x10MiB"})
    void refusesWhatIsNoSize(String text) {
      assertThatThrownBy(() -> ByteSize.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("such as 8GiB");
    }

    @Test
    void refusesWhatDoesNotFit64Bits() {
      assertThatThrownBy(() -> ByteSize.parse("9999999999TiB"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("larger than 2^63 - 1 bytes");
    }

    @Test
    void readsWholeBytesBackExactly() {
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 1_000; i++) {
        long bytes = random.nextLong(Long.MAX_VALUE);
        assertThat(ByteSize.parse(bytes + "B").bytes()).as("seed 1, case %d", i).isEqualTo(bytes);
      }
    }
  }

  @Nested
  @DisplayName("writing")
  class Writing {

    @ParameterizedTest
    @CsvSource({
      "0, 0 B",
      "1023, 1023 B",
      "1024, 1 KiB",
      "536870912, 512 MiB",
      "8589934592, 8 GiB",
      "25167286272, 23.4 GiB",
      "2199023255552, 2 TiB"
    })
    void uses1024BasedUnits(long bytes, String text) {
      assertThat(new ByteSize(bytes)).hasToString(text);
    }
  }

  @Test
  void refusesNegativeSizes() {
    assertThatThrownBy(() -> new ByteSize(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a size of -1 bytes is negative; 0 or more is allowed");
  }

  @Test
  void countsWholeMebibytesRoundedDown() {
    assertThat(new ByteSize(2 * 1024 * 1024 - 1).wholeMiB()).isEqualTo(1);
  }
}
