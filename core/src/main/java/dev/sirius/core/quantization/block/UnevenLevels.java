package dev.sirius.core.quantization.block;

/**
 * The 16 uneven levels of the IQ4 types, closer together near zero, where weights are frequent, and
 * the search for the scale of a sub-block on them.
 *
 * <p>As in {@link SymmetricSearch}, the candidate with the greatest A²/B wins, with A = Σ w·v·x and
 * B = Σ w·v² over the levels v nearest to the numbers.
 */
public final class UnevenLevels {

  private static final byte[] LEVELS = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private static final int CANDIDATES_ON_EACH_SIDE = 7;

  /**
   * The code nearest to every half of a whole number from the lowest level on. The midpoints
   * between levels are such halves, so that all values from one half up to the next have one code.
   */
  private static final byte[] NEAREST_TO_HALF = nearestToHalves();

  private UnevenLevels() {}

  private static byte[] nearestToHalves() {
    byte[] nearest = new byte[2 * (LEVELS[15] - LEVELS[0])];
    int code = 0;
    for (int i = 0; i < nearest.length; i++) {
      while (code < 15 && i + 2 * LEVELS[0] >= LEVELS[code] + LEVELS[code + 1]) {
        code++;
      }
      nearest[i] = (byte) code;
    }
    return nearest;
  }

  /** The level of a code. */
  public static int level(int code) {
    return LEVELS[code];
  }

  /** The code of the nearest level; of two equally near, the upper one. */
  public static int nearest(float value) {
    if (value <= LEVELS[0]) {
      return 0;
    }
    if (!(value < LEVELS[15])) {
      return 15;
    }
    float doubled = 2 * value;
    int floor = (int) doubled;
    return NEAREST_TO_HALF[(floor > doubled ? floor - 1 : floor) - 2 * LEVELS[0]];
  }

  /** The codes of the levels nearest to {@code inverse · value}. */
  static void nearest(
      float[] values, int from, int count, float inverse, int[] codes, int codesFrom) {
    for (int i = 0; i < count; i++) {
      codes[codesFrom + i] = nearest(inverse * values[from + i]);
    }
  }

  /**
   * Searches one sub-block of {@code size} numbers.
   *
   * @return the scale; 0 when all numbers are as good as 0
   */
  static float search(float[] values, int from, float[] weights, int weightsFrom, int size) {
    float largest = SymmetricSearch.signedLargest(values, from, size);
    if (Math.abs(largest) < SymmetricSearch.NOTHING) {
      return 0;
    }
    float scale = 0;
    float best = 0;
    for (int i = -1; i <= 2 * CANDIDATES_ON_EACH_SIDE; i++) {
      float inverse =
          i < 0 ? 1 / (-largest / LEVELS[0]) : (i - CANDIDATES_ON_EACH_SIDE + LEVELS[0]) / largest;
      float projection = 0;
      float norm = 0;
      for (int j = 0; j < size; j++) {
        float x = values[from + j];
        float w = weights[weightsFrom + j];
        float level = LEVELS[nearest(inverse * x)];
        projection += w * level * x;
        norm += w * level * level;
      }
      if (i < 0) {
        scale = projection / norm;
        best = scale * projection;
      } else if (norm > 0 && projection * projection > best * norm) {
        scale = projection / norm;
        best = scale * projection;
      }
    }
    return scale;
  }
}
