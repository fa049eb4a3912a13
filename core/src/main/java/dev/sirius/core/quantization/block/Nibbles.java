package dev.sirius.core.quantization.block;

/**
 * 32 codes in 16 bytes: code {@code i} and code {@code i + 16} share byte {@code i}, the first in
 * its low half. A fifth bit, where there is one, is bit {@code i} of a 32-bit word.
 */
final class Nibbles {

  private static final int HALF = 16;

  private Nibbles() {}

  /** Stores the low four bits of each code. */
  static void put(int[] codes, int from, byte[] blocks, int to) {
    for (int i = 0; i < HALF; i++) {
      blocks[to + i] = (byte) ((codes[from + i] & 15) | (codes[from + i + HALF] & 15) << 4);
    }
  }

  /** The low four bits of code {@code i}. */
  static int at(byte[] blocks, int from, int i) {
    return (blocks[from + i % HALF] >> (i < HALF ? 0 : 4)) & 15;
  }

  /** The fifth bits of 32 codes. */
  static int fifthBits(int[] codes, int from) {
    int bits = 0;
    for (int i = 0; i < 2 * HALF; i++) {
      bits |= ((codes[from + i] >> 4) & 1) << i;
    }
    return bits;
  }
}
