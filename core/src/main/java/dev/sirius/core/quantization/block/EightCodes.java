package dev.sirius.core.quantization.block;

/** Eight codes of a byte each, side by side in a {@code long}, so that all are packed at once. */
final class EightCodes {

  /** How many there are in one. */
  static final int COUNT = 8;

  private static final long ONE_IN_EACH = 0x0101010101010101L;

  private EightCodes() {}

  /**
   * Some bits of each of the codes from {@code at} on, moved down to the lowest place of its byte.
   *
   * @param lowest the lowest of the bits, from 0
   * @param width how many bits; they end within the byte
   */
  static long bits(byte[] codes, int at, int lowest, int width) {
    return (LittleEndian.longAt(codes, at) >>> lowest) & (ONE_IN_EACH * ((1 << width) - 1));
  }

  /**
   * Stores eight bytes, each of which has the low four bits of one code below those of another.
   *
   * @param low where the codes start whose bits go below
   * @param high where the codes start whose bits go above
   */
  static void putHalves(byte[] codes, int low, int high, byte[] blocks, int to) {
    LittleEndian.putLong(blocks, to, bits(codes, low, 0, 4) | bits(codes, high, 0, 4) << 4);
  }

  /**
   * Stores one bit of each of 256 codes in 32 bytes: that of code {@code i} is bit {@code i / 32}
   * of byte {@code i % 32}.
   */
  static void putSingleBits(byte[] codes, int bit, byte[] blocks, int to) {
    for (int i = 0; i < 32; i += COUNT) {
      long bits = 0;
      for (int run = 0; run < 8; run++) {
        bits |= bits(codes, run * 32 + i, bit, 1) << run;
      }
      LittleEndian.putLong(blocks, to + i, bits);
    }
  }
}
