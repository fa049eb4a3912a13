package dev.sirius.core.quantization.block;

/**
 * 256 codes of two bits in 64 bytes, as Q2_K and Q3_K keep them: each half of 128 codes takes 32
 * bytes, byte {@code i} holding codes {@code i}, {@code i + 32}, {@code i + 64} and {@code i + 96}
 * of the half from its lowest bits up.
 */
final class PairsOfBits {

  private PairsOfBits() {}

  /**
   * Stores two bits of each code.
   *
   * @param lowest the lower of the two
   */
  static void put(byte[] codes, int lowest, byte[] blocks, int to) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i += EightCodes.COUNT) {
        int first = half * 128 + i;
        LittleEndian.putLong(
            blocks,
            to + half * 32 + i,
            EightCodes.bits(codes, first, lowest, 2)
                | EightCodes.bits(codes, first + 32, lowest, 2) << 2
                | EightCodes.bits(codes, first + 64, lowest, 2) << 4
                | EightCodes.bits(codes, first + 96, lowest, 2) << 6);
      }
    }
  }

  static int at(byte[] blocks, int from, int i) {
    return (blocks[from + i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2)) & 3;
  }
}
