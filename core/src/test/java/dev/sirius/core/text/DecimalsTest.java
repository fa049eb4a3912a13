package dev.sirius.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Decimals reads as String.format does")
class DecimalsTest {

  @Test
  @DisplayName("with a fixed number of places, for numbers of every size")
  void fixed() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double value = random.nextDouble() * Math.pow(10, random.nextInt(12) - 2);
      int places = random.nextInt(4);
      assertThat(Decimals.fixed(value, places))
          .isEqualTo(String.format(Locale.ROOT, "%." + places + "f", value));
    }
  }

  @Test
  @DisplayName("at halves, which it rounds up")
  void halves() {
    for (double value : new double[] {0, 0.05, 0.25, 0.35, 1.005, 2.5, 3.5, 99.95, 1023.95}) {
      for (int places = 0; places < 3; places++) {
        assertThat(Decimals.fixed(value, places))
            .isEqualTo(String.format(Locale.ROOT, "%." + places + "f", value));
      }
    }
  }

  @Test
  @DisplayName("but writes no zero with a sign")
  void zero() {
    assertThat(Decimals.fixed(-0.04, 1)).isEqualTo("0.0");
    assertThat(Decimals.fixed(-0.06, 1)).isEqualTo("-0.1");
  }

  @Test
  @DisplayName("in groups of three digits")
  void grouped() {
    for (long number :
        new long[] {0, 7, -7, 999, 1000, -999, -1000, 131_072, 1_234_567, Long.MIN_VALUE}) {
      assertThat(Decimals.grouped(number)).isEqualTo(String.format(Locale.ROOT, "%,d", number));
    }
  }
}
