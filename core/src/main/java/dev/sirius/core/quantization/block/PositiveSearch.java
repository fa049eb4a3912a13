package dev.sirius.core.quantization.block;

import java.util.Arrays;

/**
 * The search for one scale of codes {@code 0 … N} for numbers that are not negative: the scales and
 * offsets of a super-block's sub-blocks, weighed by their importance.
 *
 * <p>Of nine grids around N / greatest, the one with the least Σ w·(x − l/inverse)² is taken; then
 * the codes are moved one at a time as in {@link CoordinateDescent}.
 */
final class PositiveSearch {

  private static final int PASSES = 5;
  private static final int CANDIDATES_ON_EACH_SIDE = 4;

  private PositiveSearch() {}

  /**
   * Searches {@code size} numbers.
   *
   * @param codes where the codes go
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
    float greatest = 0;
    for (int i = 0; i < size; i++) {
      greatest = Math.max(greatest, values[from + i]);
    }
    if (greatest < SymmetricSearch.NOTHING) {
      Arrays.fill(codes, codesFrom, codesFrom + size, 0);
      return 0;
    }
    float inverse = levels / greatest;
    float best = error(values, from, weights, weightsFrom, size, levels, inverse);
    for (int k = -CANDIDATES_ON_EACH_SIDE; k <= CANDIDATES_ON_EACH_SIDE; k++) {
      if (k != 0) {
        float candidate = (0.1f * k + levels) / greatest;
        float error = error(values, from, weights, weightsFrom, size, levels, candidate);
        if (error < best) {
          best = error;
          inverse = candidate;
        }
      }
    }
    float projection = 0;
    float norm = 0;
    for (int i = 0; i < size; i++) {
      float x = values[from + i];
      float w = weights[weightsFrom + i];
      int code = Math.min(levels, Rounding.nearest(inverse * x));
      codes[codesFrom + i] = code;
      projection += w * x * code;
      norm += w * code * code;
    }
    boolean changed = true;
    for (int pass = 0; pass < PASSES && changed; pass++) {
      changed = false;
      for (int i = 0; i < size; i++) {
        float x = values[from + i];
        float w = weights[weightsFrom + i];
        int code = codes[codesFrom + i];
        float others = projection - w * x * code;
        float othersNorm = norm - w * code * code;
        if (others > 0 && othersNorm > 0) {
          int moved = Math.min(levels, Rounding.nearest(x * othersNorm / others));
          if (moved != code) {
            others += w * x * moved;
            othersNorm += w * moved * moved;
            if (others * others * norm > projection * projection * othersNorm) {
              codes[codesFrom + i] = moved;
              projection = others;
              norm = othersNorm;
              changed = true;
            }
          }
        }
      }
    }
    return norm > 0 ? projection / norm : 0;
  }

  private static float error(
      float[] values,
      int from,
      float[] weights,
      int weightsFrom,
      int size,
      int levels,
      float inverse) {
    float scale = 1 / inverse;
    float sum = 0;
    for (int i = 0; i < size; i++) {
      float x = values[from + i];
      int code = Math.min(levels, Rounding.nearest(inverse * x));
      float deviation = x - scale * code;
      sum += weights[weightsFrom + i] * deviation * deviation;
    }
    return sum;
  }
}
