package dev.sirius.core.quantization.block;

/**
 * The 12 bytes in which Q4_K and Q5_K keep the 6-bit scales and offsets of their eight sub-blocks.
 *
 * <p>Sub-blocks 0 to 3 have their scale in the low six bits of bytes 0 to 3 and their offset in
 * those of bytes 4 to 7. Of sub-blocks 4 to 7, bytes 8 to 11 hold the low four bits of scale and
 * offset; the upper two bits of each are at the top of bytes 0 to 3 and 4 to 7.
 */
final class SixBitPairs {

  private SixBitPairs() {}

  static void put(int[] scales, int[] offsets, byte[] blocks, int to) {
    for (int j = 0; j < 4; j++) {
      blocks[to + j] = (byte) (scales[j] | (scales[j + 4] >> 4) << 6);
      blocks[to + 4 + j] = (byte) (offsets[j] | (offsets[j + 4] >> 4) << 6);
      blocks[to + 8 + j] = (byte) ((scales[j + 4] & 15) | (offsets[j + 4] & 15) << 4);
    }
  }

  static int scale(byte[] blocks, int from, int j) {
    return j < 4
        ? blocks[from + j] & 63
        : (blocks[from + j + 4] & 15) | ((blocks[from + j - 4] >> 6) & 3) << 4;
  }

  static int offset(byte[] blocks, int from, int j) {
    return j < 4
        ? blocks[from + j + 4] & 63
        : ((blocks[from + j + 4] >> 4) & 15) | ((blocks[from + j] >> 6) & 3) << 4;
  }
}
