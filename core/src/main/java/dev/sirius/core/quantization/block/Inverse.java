package dev.sirius.core.quantization.block;

/**
 * The inverse of a block's scale. A scale below about 2^−128 has none that a float could hold; the
 * reference then gives every number the code 0, and stores such a scale as 0 anyway.
 */
final class Inverse {

  private Inverse() {}

  /** 1 / scale; 0 when there is none. */
  static float of(float scale) {
    return scale == 0 || isLost(scale) ? 0 : 1 / scale;
  }

  /** Whether the scale is not 0, but its inverse is more than a float can hold. */
  static boolean isLost(float scale) {
    return scale != 0 && Float.isInfinite(1 / scale);
  }
}
