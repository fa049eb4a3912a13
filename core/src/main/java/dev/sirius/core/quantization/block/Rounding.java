package dev.sirius.core.quantization.block;

/** The two ways in which the formats round to whole numbers. */
final class Rounding {

  /** 1.5 · 2^23: a float of this size has no fraction bits left. */
  private static final float SHIFT = 12582912f;

  /** The greatest float below one half. */
  private static final float BELOW_HALF = 0.49999997f;

  private Rounding() {}

  /**
   * The nearest whole number, of two equally near the even one. Exact for magnitudes up to 4194303;
   * beyond, the result wraps around within 23 bits, as it does in the reference.
   */
  static int nearest(float value) {
    return (Float.floatToRawIntBits(value + SHIFT) & 0x7FFFFF) - 0x400000;
  }

  /** The nearest whole number within a range. */
  static int nearest(float value, int least, int greatest) {
    return Math.max(least, Math.min(greatest, nearest(value)));
  }

  /**
   * The nearest whole number, of two equally near the one farther from zero. For magnitudes below
   * 2^23.
   */
  static int nearestAwayFromZero(float value) {
    return (int) (value + Math.copySign(BELOW_HALF, value));
  }
}
