package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * Q4_1 and Q5_1: 32 numbers as 16-bit scale and least number, and 32 codes of four or five bits; a
 * number is scale · code + least. With importance, scale and least number are searched.
 */
final class OffsetCodec implements BlockCodec {

  private static final int ELEMENTS = 32;

  private final TensorType type;
  private final int top;
  private final AffineGrid grid;

  OffsetCodec(TensorType type) {
    this.type = type;
    this.top = type == TensorType.Q5_1 ? 31 : 15;
    this.grid = new AffineGrid(top, -0.9f, 0.05f, 36, AffineGrid.Deviation.SQUARE);
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
      float least = values[start];
      float greatest = values[start];
      for (int i = 1; i < ELEMENTS; i++) {
        float value = values[start + i];
        least = value < least ? value : least;
        greatest = value > greatest ? value : greatest;
      }
      float scale = (greatest - least) / top;
      float inverse = Inverse.of(scale);
      for (int i = 0; i < ELEMENTS; i++) {
        int code = (int) ((values[start + i] - least) * inverse + 0.5f);
        codes[i] = Math.min(top, code);
      }
      putBlock(scale, least, codes, blocks, to + block * type.blockBytes());
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
    float variance = Weights.meanSquare(values, from, count);
    float[] weights = new float[count];
    Weights.byImportance(values, from, count, variance, importance, importanceFrom, weights, 0);
    int[] codes = new int[ELEMENTS];
    float[] offset = new float[1];
    for (int block = 0; block < count / ELEMENTS; block++) {
      int start = block * ELEMENTS;
      float scale =
          AffineSearch.search(
              values, from + start, weights, start, ELEMENTS, grid, codes, 0, offset, 0);
      putBlock(scale, -offset[0], codes, blocks, to + block * type.blockBytes());
    }
  }

  private void putBlock(float scale, float least, int[] codes, byte[] blocks, int to) {
    LittleEndian.putHalf(blocks, to, scale);
    LittleEndian.putHalf(blocks, to + 2, least);
    if (type == TensorType.Q5_1) {
      LittleEndian.putInt(blocks, to + 4, Nibbles.fifthBits(codes, 0));
      Nibbles.put(codes, 0, blocks, to + 8);
    } else {
      Nibbles.put(codes, 0, blocks, to + 4);
    }
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type, values, to, count, blocks, from);
    for (int block = 0; block < count / ELEMENTS; block++) {
      int start = from + block * type.blockBytes();
      float scale = LittleEndian.halfAt(blocks, start);
      float least = LittleEndian.halfAt(blocks, start + 2);
      int fifth = type == TensorType.Q5_1 ? LittleEndian.intAt(blocks, start + 4) : 0;
      int nibbles = start + type.blockBytes() - ELEMENTS / 2;
      for (int i = 0; i < ELEMENTS; i++) {
        int code = Nibbles.at(blocks, nibbles, i) | ((fifth >>> i) & 1) << 4;
        values[to + block * ELEMENTS + i] = scale * code + least;
      }
    }
  }
}
