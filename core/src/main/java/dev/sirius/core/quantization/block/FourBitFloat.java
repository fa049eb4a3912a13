package dev.sirius.core.quantization.block;

/** The numbers of 4-bit floating point: sign, 2 bits of exponent, 1 of fraction. */
final class FourBitFloat {

  private static final byte[] DOUBLED = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private FourBitFloat() {}

  /** Twice the number of a code, which is whole. */
  static int doubled(int code) {
    return DOUBLED[code];
  }
}
