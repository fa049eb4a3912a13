package dev.sirius.core.quantization.block;

/** 16-bit floating point with the range of 32 bits (bfloat16): the upper half of a float's bits. */
public final class BrainFloat {

  private BrainFloat() {}

  /** The number that the bits stand for, exactly. */
  public static float toFloat(short brain) {
    return Float.intBitsToFloat(brain << 16);
  }

  /**
   * The nearest such number, of two equally near the even one; subnormals are kept. What is not a
   * number stays so.
   */
  public static short ofFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7FFFFFFF) > 0x7F800000) {
      return (short) ((bits >>> 16) | 64);
    }
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }
}
