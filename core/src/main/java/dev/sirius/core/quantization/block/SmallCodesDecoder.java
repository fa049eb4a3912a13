package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * Q1_0 and Q2_0: a 16-bit scale d, then codes of one or two bits, lowest bits first. Q1_0 holds 128
 * numbers, −d or d; Q2_0 holds 64 numbers, d · (code − 1).
 */
final class SmallCodesDecoder implements BlockDecoder {

  private final TensorType type;

  SmallCodesDecoder(TensorType type) {
    this.type = type;
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type, values, to, count, blocks, from);
    int size = type.blockElements();
    for (int block = 0; block < count / size; block++) {
      int start = from + block * type.blockBytes();
      float scale = LittleEndian.halfAt(blocks, start);
      for (int i = 0; i < size; i++) {
        values[to + block * size + i] =
            type == TensorType.Q1_0
                ? ((blocks[start + 2 + i / 8] >> (i % 8)) & 1) != 0 ? scale : -scale
                : scale * (((blocks[start + 2 + i / 4] >> (i % 4 * 2)) & 3) - 1);
      }
    }
  }
}
