package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * IQ4_XS: 256 numbers in eight sub-blocks of 32. A number is (d·scale)·level, with 16-bit d for
 * all, a signed 6-bit scale of its sub-block, and a four-bit code of the {@link UnevenLevels}.
 *
 * <p>Bytes: d at 0; the scales, raised by 32: their upper two bits in the 16-bit word at 2, lowest
 * first, their low four bits in pairs at 4; the codes at 8, 16 bytes for each sub-block.
 */
final class Iq4XsCodec implements BlockCodec {

  private static final int SIZE = 32;
  private static final int SUB_BLOCKS = 8;
  private static final int BYTES = 136;
  private static final int SCALE_LEVELS = 32;

  private final BlockArithmetic arithmetic;

  Iq4XsCodec(BlockArithmetic arithmetic) {
    this.arithmetic = arithmetic;
  }

  @Override
  public TensorType type() {
    return TensorType.IQ4_XS;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type(), values, from, count, blocks, to);
    float[] weights = new float[SuperBlock.batch(count, 0)];
    for (int start = 0; start < count; start += weights.length) {
      int elements = SuperBlock.batch(count, start);
      Weights.squares(values, from + start, elements, weights, 0);
      encodeBatch(
          values,
          from + start,
          elements,
          weights,
          blocks,
          to + start / SuperBlock.ELEMENTS * BYTES);
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
    float[] weights = new float[SuperBlock.batch(count, 0)];
    for (int start = 0; start < count; start += weights.length) {
      int elements = SuperBlock.batch(count, start);
      SuperBlock.weighByImportance(
          values, from + start, elements, 2, importance, importanceFrom + start, weights);
      encodeBatch(
          values,
          from + start,
          elements,
          weights,
          blocks,
          to + start / SuperBlock.ELEMENTS * BYTES);
    }
  }

  private void encodeBatch(
      float[] values, int from, int elements, float[] weights, byte[] blocks, int to) {
    float[] scales = new float[elements / SIZE];
    int[] codes = new int[SIZE];
    arithmetic.uneven(new SubBlocks(values, from, weights, SIZE, elements / SIZE), scales, 0);
    for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
      int target = to + i / SuperBlock.ELEMENTS * BYTES;
      float d = -SymmetricSearch.signedLargest(scales, i / SIZE, SUB_BLOCKS) / SCALE_LEVELS;
      float inverseD = d != 0 ? 1 / d : 0;
      LittleEndian.putHalf(blocks, target, d);
      int upper = 0;
      int lower = 0;
      for (int k = 0; k < SUB_BLOCKS; k++) {
        int scaleCode =
            Rounding.nearest(inverseD * scales[i / SIZE + k], -SCALE_LEVELS, SCALE_LEVELS - 1);
        float scale = d * scaleCode;
        float inverse = scale != 0 ? 1 / scale : 0;
        UnevenLevels.nearest(values, from + i + k * SIZE, SIZE, inverse, codes, 0);
        Nibbles.put(codes, 0, blocks, target + 8 + k * SIZE / 2);
        int raised = scaleCode + SCALE_LEVELS;
        upper |= (raised >> 4) << (2 * k);
        lower |= (raised & 15) << (4 * k);
      }
      LittleEndian.putShort(blocks, target + 2, (short) upper);
      LittleEndian.putInt(blocks, target + 4, lower);
    }
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type(), values, to, count, blocks, from);
    for (int block = 0; block < count / SuperBlock.ELEMENTS; block++) {
      int start = from + block * BYTES;
      float d = LittleEndian.halfAt(blocks, start);
      int upper = LittleEndian.shortAt(blocks, start + 2);
      int lower = LittleEndian.intAt(blocks, start + 4);
      for (int k = 0; k < SUB_BLOCKS; k++) {
        int raised = ((lower >>> (4 * k)) & 15) | ((upper >>> (2 * k)) & 3) << 4;
        float scale = d * (raised - SCALE_LEVELS);
        int target = to + block * SuperBlock.ELEMENTS + k * SIZE;
        for (int i = 0; i < SIZE; i++) {
          int code = Nibbles.at(blocks, start + 8 + k * SIZE / 2, i);
          values[target + i] = scale * UnevenLevels.level(code);
        }
      }
    }
  }
}
