package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * Q4_0 and Q5_0: 32 numbers as one 16-bit scale and 32 codes of four or five bits; a number is
 * scale · (code − N) with N = 8 or 16.
 *
 * <p>The number of largest magnitude gets the code 0, so that it lies on the grid exactly. With
 * importance, the scale is searched instead.
 */
final class SignedCodec implements BlockCodec {

  private static final int ELEMENTS = 32;
  private static final int HALF = ELEMENTS / 2;

  private final TensorType type;
  private final int levels;

  SignedCodec(TensorType type) {
    this.type = type;
    this.levels = type == TensorType.Q5_0 ? 16 : 8;
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type, values, from, count, blocks, to);
    int[] codes = new int[ELEMENTS];
    for (int block = 0; block < count / ELEMENTS; block++) {
      int start = from + block * ELEMENTS;
      float scale = Magnitudes.firstLargest(values, start, ELEMENTS) / -levels;
      float inverse = Inverse.of(scale);
      float raised = Inverse.isLost(scale) ? 0 : levels + 0.5f;
      int top = 2 * levels - 1;
      for (int i = 0; i < HALF; i++) {
        codes[i] = Math.min(top, (int) (values[start + i] * inverse + raised));
        codes[i + HALF] = Math.min(top, (int) (values[start + i + HALF] * inverse + raised));
      }
      putBlock(scale, codes, 0, blocks, to + block * type.blockBytes());
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
    Ranges.check(type, values, from, count, blocks, to);
    Ranges.checkImportance(importance, importanceFrom, count);
    float[] weights = new float[count];
    Weights.byImportance(
        values,
        from,
        count,
        Weights.meanSquare(values, from, count),
        importance,
        importanceFrom,
        weights,
        0);
    int[] codes = new int[ELEMENTS];
    for (int block = 0; block < count / ELEMENTS; block++) {
      int start = block * ELEMENTS;
      float scale =
          SymmetricSearch.search(values, from + start, weights, start, ELEMENTS, levels, codes, 0);
      putBlock(scale, codes, 0, blocks, to + block * type.blockBytes());
    }
  }

  private void putBlock(float scale, int[] codes, int codesFrom, byte[] blocks, int to) {
    LittleEndian.putHalf(blocks, to, scale);
    if (type == TensorType.Q5_0) {
      LittleEndian.putInt(blocks, to + 2, Nibbles.fifthBits(codes, codesFrom));
      Nibbles.put(codes, codesFrom, blocks, to + 6);
    } else {
      Nibbles.put(codes, codesFrom, blocks, to + 2);
    }
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type, values, to, count, blocks, from);
    for (int block = 0; block < count / ELEMENTS; block++) {
      int start = from + block * type.blockBytes();
      float scale = LittleEndian.halfAt(blocks, start);
      int fifth = type == TensorType.Q5_0 ? LittleEndian.intAt(blocks, start + 2) : 0;
      int nibbles = start + type.blockBytes() - ELEMENTS / 2;
      for (int i = 0; i < ELEMENTS; i++) {
        int code = Nibbles.at(blocks, nibbles, i) | ((fifth >>> i) & 1) << 4;
        values[to + block * ELEMENTS + i] = scale * (code - levels);
      }
    }
  }
}
