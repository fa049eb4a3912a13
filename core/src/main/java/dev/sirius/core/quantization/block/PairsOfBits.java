package dev.sirius.core.quantization.block;

/**
 * 256 codes of two bits in 64 bytes, as Q2_K and Q3_K keep them: each half of 128 codes takes 32
 * bytes, byte {@code i} holding codes {@code i}, {@code i + 32}, {@code i + 64} and {@code i + 96}
 * of the half from its lowest bits up.
 */
final class PairsOfBits {

  private PairsOfBits() {}

  /** Stores the low two bits of each code. */
  static void put(int[] codes, byte[] blocks, int to) {
    for (int half = 0; half < 2; half++) {
      int start = half * 128;
      for (int i = 0; i < 32; i++) {
        blocks[to + half * 32 + i] =
            (byte)
                ((codes[start + i] & 3)
                    | (codes[start + i + 32] & 3) << 2
                    | (codes[start + i + 64] & 3) << 4
                    | (codes[start + i + 96] & 3) << 6);
      }
    }
  }

  static int at(byte[] blocks, int from, int i) {
    return (blocks[from + i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2)) & 3;
  }
}
