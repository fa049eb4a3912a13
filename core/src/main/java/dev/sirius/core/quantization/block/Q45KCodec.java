package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * Q4_K and Q5_K: 256 numbers in eight sub-blocks of 32. A number is (d·scale)·code − (m·offset),
 * with 16-bit d and m for all, 6-bit scale and offset of its sub-block, and a code of four or five
 * bits.
 *
 * <p>Bytes: d at 0, m at 2, scales and offsets at 4 as {@link SixBitPairs}; Q5_K's fifth bits at
 * 16, bit {@code j} of byte {@code i} for number {@code i} of sub-block {@code j}; then 128 bytes,
 * of which each run of 32 holds two sub-blocks, the first in the low halves.
 */
final class Q45KCodec implements BlockCodec {

  private static final int SIZE = 32;
  private static final int SUB_BLOCKS = 8;
  private static final int SCALES_AT = 4;
  private static final int FIFTH_BITS_AT = 16;

  private final TensorType type;
  private final boolean fiveBits;
  private final AffineSuperBlocks superBlocks;

  Q45KCodec(TensorType type, BlockArithmetic arithmetic, Search search) {
    this.type = type;
    this.fiveBits = type == TensorType.Q5_K;
    AffineGrid grid =
        fiveBits
            ? new AffineGrid(31, -0.5f, 0.1f, 15, AffineGrid.Deviation.SQUARE)
            : new AffineGrid(15, -1f, 0.1f, 20, AffineGrid.Deviation.SQUARE);
    this.superBlocks =
        new AffineSuperBlocks(
            arithmetic,
            search,
            SIZE,
            63,
            grid,
            Weights::magnitudesAboveRms,
            2,
            type.blockBytes(),
            this::put);
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type, values, from, count, blocks, to);
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
    Ranges.check(type, values, from, count, blocks, to);
    Ranges.checkImportance(importance, importanceFrom, count);
    superBlocks.encodeRow(values, from, count, importance, importanceFrom, blocks, to);
  }

  private void put(
      short d, short m, int[] scales, int[] offsets, byte[] codes, byte[] blocks, int to) {
    LittleEndian.putShort(blocks, to, d);
    LittleEndian.putShort(blocks, to + 2, m);
    SixBitPairs.put(scales, offsets, blocks, to + SCALES_AT);
    int halves = halvesAt(to);
    for (int pair = 0; pair < SUB_BLOCKS / 2; pair++) {
      int low = 2 * pair * SIZE;
      for (int i = 0; i < SIZE; i += EightCodes.COUNT) {
        EightCodes.putHalves(codes, low + i, low + SIZE + i, blocks, halves + pair * SIZE + i);
      }
    }
    if (fiveBits) {
      EightCodes.putSingleBits(codes, 4, blocks, to + FIFTH_BITS_AT);
    }
  }

  /** Where the low four bits of a block's codes start. */
  private int halvesAt(int block) {
    return block + type.blockBytes() - SuperBlock.ELEMENTS / 2;
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type, values, to, count, blocks, from);
    for (int block = 0; block < count / SuperBlock.ELEMENTS; block++) {
      int start = from + block * type.blockBytes();
      float d = LittleEndian.halfAt(blocks, start);
      float m = LittleEndian.halfAt(blocks, start + 2);
      int halves = halvesAt(start);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        float scale = d * SixBitPairs.scale(blocks, start + SCALES_AT, j);
        float offset = m * SixBitPairs.offset(blocks, start + SCALES_AT, j);
        int target = to + block * SuperBlock.ELEMENTS + j * SIZE;
        for (int i = 0; i < SIZE; i++) {
          int code = (blocks[halves + j / 2 * SIZE + i] >> (j % 2 * 4)) & 15;
          if (fiveBits) {
            code |= ((blocks[start + FIFTH_BITS_AT + i] >> j) & 1) << 4;
          }
          values[target + i] = scale * code - offset;
        }
      }
    }
  }
}
