package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * Q8_0: 32 numbers as one 16-bit scale and 32 signed bytes; a number is scale · byte. Makes no use
 * of importance.
 */
final class Q8Codec implements BlockCodec {

  private static final int ELEMENTS = 32;
  private static final int BYTES = 34;

  @Override
  public TensorType type() {
    return TensorType.Q8_0;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type(), values, from, count, blocks, to);
    for (int block = 0; block < count / ELEMENTS; block++) {
      encodeBlock(values, from + block * ELEMENTS, blocks, to + block * BYTES);
    }
  }

  private static void encodeBlock(float[] values, int from, byte[] blocks, int to) {
    float scale = Magnitudes.largest(values, from, ELEMENTS) / 127;
    float inverse = Inverse.of(scale);
    LittleEndian.putHalf(blocks, to, scale);
    for (int i = 0; i < ELEMENTS; i++) {
      blocks[to + 2 + i] = (byte) Rounding.nearestAwayFromZero(values[from + i] * inverse);
    }
  }

  @Override
  public void encodeRow(
      float[] values,
      int from,
      int count,
      float[] importance,
      int importanceFrom,
      byte[] blocks,
      int to) {
    Ranges.checkImportance(importance, importanceFrom, count);
    encode(values, from, count, blocks, to);
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type(), values, to, count, blocks, from);
    for (int block = 0; block < count / ELEMENTS; block++) {
      int start = from + block * BYTES;
      float scale = LittleEndian.halfAt(blocks, start);
      for (int i = 0; i < ELEMENTS; i++) {
        values[to + block * ELEMENTS + i] = scale * blocks[start + 2 + i];
      }
    }
  }
}
