package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * IQ4_NL: 32 numbers as one 16-bit scale and 32 codes of four bits; a number is scale · level, with
 * the {@link UnevenLevels}.
 */
final class Iq4NlCodec implements BlockCodec {

  private static final int SIZE = 32;
  private static final int BYTES = 18;
  private static final int BATCH = SuperBlock.BATCH * SuperBlock.ELEMENTS;

  private final BlockArithmetic arithmetic;

  Iq4NlCodec(BlockArithmetic arithmetic) {
    this.arithmetic = arithmetic;
  }

  @Override
  public TensorType type() {
    return TensorType.IQ4_NL;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type(), values, from, count, blocks, to);
    float[] weights = new float[Math.min(BATCH, count)];
    for (int start = 0; start < count; start += weights.length) {
      int elements = Math.min(BATCH, count - start);
      Weights.squares(values, from + start, elements, weights, 0);
      encodeBatch(values, from + start, elements, weights, blocks, to + start / SIZE * BYTES);
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
    Ranges.check(type(), values, from, count, blocks, to);
    Ranges.checkImportance(importance, importanceFrom, count);
    float[] weights = new float[Math.min(BATCH, count)];
    for (int start = 0; start < count; start += weights.length) {
      int elements = Math.min(BATCH, count - start);
      for (int i = 0; i < elements; i += SIZE) {
        int first = from + start + i;
        float variance = 2 * Weights.meanSquare(values, first, SIZE);
        Weights.byImportance(
            values, first, SIZE, variance, importance, importanceFrom + start + i, weights, i);
      }
      encodeBatch(values, from + start, elements, weights, blocks, to + start / SIZE * BYTES);
    }
  }

  private void encodeBatch(
      float[] values, int from, int elements, float[] weights, byte[] blocks, int to) {
    float[] scales = new float[elements / SIZE];
    int[] codes = new int[SIZE];
    arithmetic.uneven(new SubBlocks(values, from, weights, SIZE, elements / SIZE), scales, 0);
    for (int block = 0; block < scales.length; block++) {
      float scale = scales[block];
      float inverse = scale != 0 ? 1 / scale : 0;
      UnevenLevels.nearest(values, from + block * SIZE, SIZE, inverse, codes, 0);
      LittleEndian.putHalf(blocks, to + block * BYTES, scale);
      Nibbles.put(codes, 0, blocks, to + block * BYTES + 2);
    }
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type(), values, to, count, blocks, from);
    for (int block = 0; block < count / SIZE; block++) {
      int start = from + block * BYTES;
      float scale = LittleEndian.halfAt(blocks, start);
      for (int i = 0; i < SIZE; i++) {
        values[to + block * SIZE + i] =
            scale * UnevenLevels.level(Nibbles.at(blocks, start + 2, i));
      }
    }
  }
}
