package dev.sirius.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the error of weights")
class ErrorSumsTest {

  private static WeightError error(float[] first, float[] second) {
    ErrorSums sums = new ErrorSums();
    sums.add(first, second, first.length);
    return sums.error();
  }

  @Test
  @DisplayName("is nothing between equal ones, even when all are zero")
  void equal() {
    assertThat(error(new float[] {1, -2}, new float[] {1, -2}))
        .isEqualTo(new WeightError(2, 0, 0, 0, 0, 1));
    assertThat(error(new float[2], new float[2])).isEqualTo(new WeightError(2, 0, 0, 0, 0, 1));
  }

  @Test
  @DisplayName("is the root of the mean square, its share of the weights, the greatest, the angle")
  void different() {
    WeightError error = error(new float[] {3, 4}, new float[] {3, 0});

    assertThat(error.rmse()).isCloseTo(Math.sqrt(8), within(1e-12));
    assertThat(error.relative()).isCloseTo(0.8, within(1e-12));
    assertThat(error.greatest()).isEqualTo(4);
    assertThat(error.cosine()).isCloseTo(0.6, within(1e-12));
  }

  @Test
  @DisplayName("of several tensors is that of all their numbers together")
  void together() {
    ErrorSums one = new ErrorSums();
    one.add(new float[] {3}, new float[] {3}, 1);
    ErrorSums other = new ErrorSums();
    other.add(new float[] {4}, new float[] {0}, 1);
    one.add(other);

    assertThat(one.error()).isEqualTo(error(new float[] {3, 4}, new float[] {3, 0}));
  }

  @Test
  @DisplayName("leaves out what is no number, and says how many")
  void notFinite() {
    WeightError error =
        error(new float[] {Float.NaN, 1, 1}, new float[] {0, 2, Float.NEGATIVE_INFINITY});

    assertThat(error.count()).isEqualTo(1);
    assertThat(error.notFinite()).isEqualTo(2);
    assertThat(error.rmse()).isEqualTo(1);
  }

  @Test
  @DisplayName("is endless where there was nothing")
  void fromNothing() {
    WeightError error = error(new float[] {0}, new float[] {1});

    assertThat(error.relative()).isInfinite();
    assertThat(error.cosine()).isZero();
  }
}
