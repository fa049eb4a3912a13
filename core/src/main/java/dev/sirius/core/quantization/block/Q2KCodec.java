package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * Q2_K: 256 numbers in sixteen sub-blocks of 16. A number is (d·scale)·code − (m·offset), with
 * 16-bit d and m for all, 4-bit scale and offset of its sub-block, and a 2-bit code.
 *
 * <p>Bytes: scale and offset of sub-block {@code j} in the low and high half of byte {@code j}; the
 * codes at 16 as {@link PairsOfBits}; d at 80, m at 82.
 */
final class Q2KCodec implements BlockCodec {

  private static final int SIZE = 16;
  private static final int SUB_BLOCKS = 16;
  private static final int BYTES = 84;
  private static final int CODES_AT = 16;
  private static final int D_AT = 80;
  private static final int M_AT = 82;
  private static final AffineGrid GRID =
      new AffineGrid(3, -0.5f, 0.1f, 15, AffineGrid.Deviation.ABSOLUTE);

  private final AffineSuperBlocks superBlocks;

  Q2KCodec(BlockArithmetic arithmetic, Search search) {
    this.superBlocks =
        new AffineSuperBlocks(
            arithmetic, search, SIZE, 15, GRID, Weights::magnitudes, 1, BYTES, Q2KCodec::put);
  }

  @Override
  public TensorType type() {
    return TensorType.Q2_K;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type(), values, from, count, blocks, to);
    superBlocks.encode(values, from, count, blocks, to);
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
    superBlocks.encodeRow(values, from, count, importance, importanceFrom, blocks, to);
  }

  private static void put(
      short d, short m, int[] scales, int[] offsets, byte[] codes, byte[] blocks, int to) {
    for (int j = 0; j < SUB_BLOCKS; j++) {
      blocks[to + j] = (byte) (scales[j] | offsets[j] << 4);
    }
    PairsOfBits.put(codes, 0, blocks, to + CODES_AT);
    LittleEndian.putShort(blocks, to + D_AT, d);
    LittleEndian.putShort(blocks, to + M_AT, m);
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type(), values, to, count, blocks, from);
    for (int block = 0; block < count / SuperBlock.ELEMENTS; block++) {
      int start = from + block * BYTES;
      int target = to + block * SuperBlock.ELEMENTS;
      float d = LittleEndian.halfAt(blocks, start + D_AT);
      float m = LittleEndian.halfAt(blocks, start + M_AT);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        float scale = d * (blocks[start + j] & 15);
        float offset = m * ((blocks[start + j] >> 4) & 15);
        for (int i = j * SIZE; i < (j + 1) * SIZE; i++) {
          values[target + i] = scale * PairsOfBits.at(blocks, start + CODES_AT, i) - offset;
        }
      }
    }
  }
}
