package dev.sirius.core.quantization.block;

import java.util.Arrays;

/**
 * The search for one scale of codes {@code −N … N − 1}.
 *
 * <p>With codes l fixed, the scale A / B with A = Σ w·x·l and B = Σ w·l² has the least Σ w·(x −
 * scale·l)², which is Σ w·x² − A²/B. So the candidate with the greatest A²/B wins; a later one has
 * to be better, not as good.
 */
final class SymmetricSearch {

  /** Sub-blocks whose numbers are all smaller than this count as zero. */
  static final float NOTHING = 1e-15f;

  private static final int CANDIDATES_ON_EACH_SIDE = 9;

  private SymmetricSearch() {}

  /**
   * Searches one sub-block of {@code size} numbers.
   *
   * @param codes where the codes go, each raised by {@code levels}; all 0 when the scale is 0
   * @return the scale; 0 when all numbers are as good as 0
   */
  static float search(
      float[] values,
      int from,
      float[] weights,
      int weightsFrom,
      int size,
      int levels,
      int[] codes,
      int codesFrom) {
    float largest = signedLargest(values, from, size);
    if (Math.abs(largest) < NOTHING) {
      Arrays.fill(codes, codesFrom, codesFrom + size, 0);
      return 0;
    }
    float bestInverse = -levels / largest;
    float scale = 0;
    float best = 0;
    for (int i = 0; i <= 2 * CANDIDATES_ON_EACH_SIDE; i++) {
      int candidate = candidate(i);
      float inverse = candidate == 0 ? bestInverse : -(levels + 0.1f * candidate) / largest;
      float projection = 0;
      float norm = 0;
      for (int j = 0; j < size; j++) {
        float x = values[from + j];
        float w = weights[weightsFrom + j];
        int code = Rounding.nearest(inverse * x, -levels, levels - 1);
        projection += w * x * code;
        norm += w * code * code;
      }
      if (candidate == 0) {
        scale = norm != 0 ? projection / norm : 0;
        best = scale * projection;
      } else if (norm > 0 && projection * projection > best * norm) {
        scale = projection / norm;
        best = scale * projection;
        bestInverse = inverse;
      }
    }
    for (int j = 0; j < size; j++) {
      codes[codesFrom + j] =
          levels + Rounding.nearest(bestInverse * values[from + j], -levels, levels - 1);
    }
    return scale;
  }

  /** The order in which the candidates are tried: 0, −9, …, −1, 1, …, 9. */
  private static int candidate(int index) {
    if (index == 0) {
      return 0;
    }
    int candidate = index - 1 - CANDIDATES_ON_EACH_SIDE;
    return candidate < 0 ? candidate : candidate + 1;
  }

  /** The number of largest magnitude, with its sign; the first of several. */
  static float signedLargest(float[] values, int from, int size) {
    float largest = 0;
    float signed = 0;
    for (int i = 0; i < size; i++) {
      float magnitude = Math.abs(values[from + i]);
      if (magnitude > largest) {
        largest = magnitude;
        signed = values[from + i];
      }
    }
    return signed;
  }
}
