package dev.sirius.core.quantization.block;

/** The largest magnitude of a run of numbers, found without a branch for each of them. */
final class Magnitudes {

  /**
   * All bits of a float but its sign; as whole numbers, these are ordered as the magnitudes are.
   */
  private static final int MAGNITUDE = 0x7FFFFFFF;

  private Magnitudes() {}

  /** The largest magnitude. */
  static float largest(float[] values, int from, int count) {
    return Float.intBitsToFloat(largestBits(values, from, count));
  }

  /** The number of largest magnitude, with its sign; the first of several; 0 if all are zeros. */
  static float firstLargest(float[] values, int from, int count) {
    int largest = largestBits(values, from, count);
    if (largest == 0) {
      return 0;
    }
    int i = from;
    while ((Float.floatToRawIntBits(values[i]) & MAGNITUDE) != largest) {
      i++;
    }
    return values[i];
  }

  private static int largestBits(float[] values, int from, int count) {
    int first = 0;
    int second = 0;
    for (int i = from; i < from + count; i += 2) {
      first = Math.max(first, Float.floatToRawIntBits(values[i]) & MAGNITUDE);
      second = Math.max(second, Float.floatToRawIntBits(values[i + 1]) & MAGNITUDE);
    }
    return Math.max(first, second);
  }
}
