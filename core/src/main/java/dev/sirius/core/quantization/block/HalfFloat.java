package dev.sirius.core.quantization.block;

/**
 * 16-bit floating point (IEEE 754 binary16): sign, 5 bits of exponent, 10 of fraction. Java knows
 * it from version 20 only.
 */
public final class HalfFloat {

  private static final int EXPONENT = 0x7C00;
  private static final int INFINITY = 0x7C00;
  private static final int NAN = 0x7E00;

  /** 2^112 moves an exponent of bias 15 to bias 127. */
  private static final float BIAS_SHIFT = 0x1p112f;

  /** The least magnitude that rounds to infinity: 65504 and half a step. */
  private static final int OVERFLOW_BITS = Float.floatToRawIntBits(65520f);

  /** The least normal magnitude, 2^−14. */
  private static final int NORMAL_BITS = Float.floatToRawIntBits(0x1p-14f);

  /** Added to a magnitude below 2^−14, it leaves the subnormal's fraction in the low bits. */
  private static final float SUBNORMAL_SHIFT = 0.5f;

  /** What all 65536 patterns stand for: to look a number up is faster than to compute it. */
  private static final class Table {

    private static final float[] NUMBERS = new float[1 << 16];

    static {
      for (int i = 0; i < NUMBERS.length; i++) {
        NUMBERS[i] = toFloat((short) i);
      }
    }
  }

  private HalfFloat() {}

  /** The numbers that a run of little-endian 16-bit floats stands for, exactly. */
  static void toFloats(byte[] halves, int from, float[] values, int to, int count) {
    float[] numbers = Table.NUMBERS;
    for (int i = 0; i < count; i++) {
      values[to + i] = numbers[LittleEndian.shortAt(halves, from + 2 * i) & 0xFFFF];
    }
  }

  /** The number that the bits stand for, exactly. */
  public static float toFloat(short half) {
    int magnitude = (half & 0x7FFF) << 13;
    int sign = (half & 0x8000) << 16;
    if ((half & EXPONENT) == EXPONENT) {
      return Float.intBitsToFloat(sign | 0x7F800000 | magnitude);
    }
    float value = Float.intBitsToFloat(magnitude) * BIAS_SHIFT;
    return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
  }

  /**
   * The nearest 16-bit number, of two equally near the even one. Magnitudes from 65520 on become
   * infinite; what is not a number becomes the quiet NaN of the same sign.
   */
  public static short ofFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7FFFFFFF;
    if (magnitude >= OVERFLOW_BITS) {
      return (short) (sign | (magnitude > 0x7F800000 ? NAN : INFINITY));
    }
    if (magnitude < NORMAL_BITS) {
      float shifted = Float.intBitsToFloat(magnitude) + SUBNORMAL_SHIFT;
      return (short)
          (sign | (Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(SUBNORMAL_SHIFT)));
    }
    int half = magnitude + 0xFFF + ((magnitude >>> 13) & 1) - (112 << 23);
    return (short) (sign | (half >>> 13));
  }

  /** The number that is left when the value is stored in 16 bits. */
  static float rounded(float value) {
    return toFloat(ofFloat(value));
  }
}
