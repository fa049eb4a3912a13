package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * NVFP4: 64 numbers in four runs of 16; a number is half its run's scale times the doubled {@link
 * FourBitFloat}. A scale is an unsigned byte of 4 bits of exponent (bias 7) and 3 of fraction.
 *
 * <p>Bytes: the four scales, then eight bytes for each run, the first eight codes in the low
 * halves.
 */
final class Nvfp4Decoder implements BlockDecoder {

  private static final int SIZE = 64;
  private static final int BYTES = 36;
  private static final int RUN = 16;

  @Override
  public TensorType type() {
    return TensorType.NVFP4;
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type(), values, to, count, blocks, from);
    for (int block = 0; block < count / SIZE; block++) {
      int start = from + block * BYTES;
      for (int run = 0; run < SIZE / RUN; run++) {
        float scale = halfScale(blocks[start + run]);
        int codes = start + 4 + run * RUN / 2;
        int target = to + block * SIZE + run * RUN;
        for (int i = 0; i < RUN / 2; i++) {
          values[target + i] = FourBitFloat.doubled(blocks[codes + i] & 15) * scale;
          values[target + i + RUN / 2] =
              FourBitFloat.doubled((blocks[codes + i] >> 4) & 15) * scale;
        }
      }
    }
  }

  /**
   * Half of what the scale's bits stand for. The byte 0x7F, which would be no number, stands for 0;
   * the highest bit has no meaning.
   */
  private static float halfScale(byte bits) {
    if (bits == 0x7F) {
      return 0;
    }
    int exponent = (bits >> 3) & 15;
    int fraction = bits & 7;
    return exponent == 0
        ? Math.scalb((float) fraction, -10)
        : Math.scalb(1 + fraction / 8f, exponent - 8);
  }
}
