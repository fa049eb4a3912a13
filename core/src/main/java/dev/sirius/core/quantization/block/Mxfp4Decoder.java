package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * MXFP4: 32 numbers as one exponent byte and 32 codes of four bits; a number is 2^(exponent − 128)
 * · level, the levels being those of a 4-bit floating point number, doubled to be whole.
 */
final class Mxfp4Decoder implements BlockDecoder {

  private static final int SIZE = 32;
  private static final int BYTES = 17;

  @Override
  public TensorType type() {
    return TensorType.MXFP4;
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type(), values, to, count, blocks, from);
    for (int block = 0; block < count / SIZE; block++) {
      int start = from + block * BYTES;
      float scale = powerOfTwo((blocks[start] & 0xFF) - 128);
      for (int i = 0; i < SIZE; i++) {
        values[to + block * SIZE + i] =
            FourBitFloat.doubled(Nibbles.at(blocks, start + 1, i)) * scale;
      }
    }
  }

  /** 2^exponent for exponents of −128 to 127; below −126 these are subnormal. */
  private static float powerOfTwo(int exponent) {
    return Math.scalb(1f, exponent);
  }
}
