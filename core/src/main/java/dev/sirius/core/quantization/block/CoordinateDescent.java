package dev.sirius.core.quantization.block;

import java.util.Arrays;

/**
 * The search for one scale of codes {@code −N … N − 1} that moves the codes one at a time.
 *
 * <p>It starts from the grid whose end is the number of largest magnitude. In each pass, every
 * number in turn is taken out of A = Σ w·x·l and B = Σ w·l², with w = x², gets the code nearest to
 * x·B/A, and keeps it if A²/B grows by it. Five passes at most; a pass without a change is the
 * last.
 */
final class CoordinateDescent {

  private static final int PASSES = 5;

  private CoordinateDescent() {}

  /**
   * Searches one sub-block of {@code size} numbers.
   *
   * @param codes where the codes go, each raised by {@code levels}; all 0 when the scale is 0
   *     because all numbers are
   * @return the scale; 0 when all numbers are as good as 0
   */
  static float search(float[] values, int from, int size, int levels, int[] codes) {
    float largest = SymmetricSearch.signedLargest(values, from, size);
    if (Math.abs(largest) < SymmetricSearch.NOTHING) {
      Arrays.fill(codes, 0, size, 0);
      return 0;
    }
    float inverse = -levels / largest;
    float projection = 0;
    float norm = 0;
    for (int i = 0; i < size; i++) {
      float x = values[from + i];
      float w = x * x;
      int code = Rounding.nearest(inverse * x, -levels, levels - 1);
      codes[i] = code;
      projection += w * x * code;
      norm += w * code * code;
    }
    boolean changed = true;
    for (int pass = 0; pass < PASSES && changed; pass++) {
      changed = false;
      for (int i = 0; i < size; i++) {
        float x = values[from + i];
        float w = x * x;
        int code = codes[i];
        float others = projection - w * x * code;
        if (others > 0) {
          float othersNorm = norm - w * code * code;
          int moved = Rounding.nearest(x * othersNorm / others, -levels, levels - 1);
          if (moved != code) {
            others += w * x * moved;
            othersNorm += w * moved * moved;
            if (othersNorm > 0 && others * others * norm > projection * projection * othersNorm) {
              codes[i] = moved;
              projection = others;
              norm = othersNorm;
              changed = true;
            }
          }
        }
      }
    }
    for (int i = 0; i < size; i++) {
      codes[i] += levels;
    }
    return norm > 0 ? projection / norm : 0;
  }
}
