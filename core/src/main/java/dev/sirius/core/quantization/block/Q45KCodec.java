package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;
import java.util.Arrays;

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
  private static final int TOP_SCALE = 63;

  private final TensorType type;
  private final int top;
  private final AffineGrid grid;
  private final AffineGrid importanceGrid;
  private final ScaleSearch search;

  Q45KCodec(TensorType type, ScaleSearch search) {
    this.type = type;
    this.search = search;
    boolean fiveBits = type == TensorType.Q5_K;
    this.top = fiveBits ? 31 : 15;
    this.grid =
        fiveBits
            ? new AffineGrid(31, -0.5f, 0.1f, 15, AffineGrid.Deviation.SQUARE)
            : new AffineGrid(15, -1f, 0.1f, 20, AffineGrid.Deviation.SQUARE);
    this.importanceGrid = new AffineGrid(top, -0.9f, 0.05f, 36, AffineGrid.Deviation.SQUARE);
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type, values, from, count, blocks, to);
    Batch batch = new Batch(count);
    for (int start = 0; start < count; start += batch.elements(start)) {
      int elements = batch.elements(start);
      for (int i = 0; i < elements; i += SIZE) {
        Weights.magnitudesAboveRms(values, from + start + i, SIZE, batch.weights, i);
      }
      batch.search(values, from + start, elements, grid);
      for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
        int first = i / SIZE;
        float d = batch.quantizeToGreatest(batch.scales, first, batch.scaleCodes);
        float m = batch.quantizeToGreatest(batch.offsets, first, batch.offsetCodes);
        int target = to + (start + i) / SuperBlock.ELEMENTS * type.blockBytes();
        batch.putBlock(values, from + start + i, i, d, m, grid, blocks, target);
      }
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
    Batch batch = new Batch(count);
    float[] sums = new float[SUB_BLOCKS];
    for (int start = 0; start < count; start += batch.elements(start)) {
      int elements = batch.elements(start);
      SuperBlock.weighByImportance(
          values, from + start, elements, 2, importance, importanceFrom + start, batch.weights);
      batch.search(values, from + start, elements, importanceGrid);
      for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
        int first = i / SIZE;
        for (int j = 0; j < SUB_BLOCKS; j++) {
          sums[j] = SuperBlock.sum(batch.weights, i + j * SIZE, SIZE);
        }
        float d =
            PositiveSearch.search(
                batch.scales, first, sums, 0, SUB_BLOCKS, TOP_SCALE, batch.scaleCodes, 0);
        float m =
            PositiveSearch.search(
                batch.offsets, first, sums, 0, SUB_BLOCKS, TOP_SCALE, batch.offsetCodes, 0);
        int target = to + (start + i) / SuperBlock.ELEMENTS * type.blockBytes();
        batch.putBlock(values, from + start + i, i, d, m, importanceGrid, blocks, target);
      }
    }
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type, values, to, count, blocks, from);
    for (int block = 0; block < count / SuperBlock.ELEMENTS; block++) {
      int start = from + block * type.blockBytes();
      float d = LittleEndian.halfAt(blocks, start);
      float m = LittleEndian.halfAt(blocks, start + 2);
      int halves = start + type.blockBytes() - SuperBlock.ELEMENTS / 2;
      for (int j = 0; j < SUB_BLOCKS; j++) {
        float scale = d * SixBitPairs.scale(blocks, start + 4, j);
        float offset = m * SixBitPairs.offset(blocks, start + 4, j);
        int target = to + block * SuperBlock.ELEMENTS + j * SIZE;
        for (int i = 0; i < SIZE; i++) {
          int code = (blocks[halves + j / 2 * SIZE + i] >> (j % 2 * 4)) & 15;
          if (type == TensorType.Q5_K) {
            code |= ((blocks[start + 16 + i] >> j) & 1) << 4;
          }
          values[target + i] = scale * code - offset;
        }
      }
    }
  }

  /** The working arrays for the super-blocks that are searched together. */
  private final class Batch {

    private final int count;
    private final float[] weights;
    private final float[] scales;
    private final float[] offsets;
    private final byte[] scaleCodes = new byte[SUB_BLOCKS];
    private final byte[] offsetCodes = new byte[SUB_BLOCKS];
    private final byte[] codes = new byte[SuperBlock.ELEMENTS];

    Batch(int count) {
      this.count = count;
      this.weights = new float[elements(0)];
      this.scales = new float[weights.length / SIZE];
      this.offsets = new float[weights.length / SIZE];
    }

    int elements(int start) {
      return SuperBlock.batch(count, start);
    }

    void search(float[] values, int from, int elements, AffineGrid grid) {
      search.affine(
          new SubBlocks(values, from, weights, SIZE, elements / SIZE), grid, scales, offsets, 0);
    }

    /** Spreads 6-bit codes evenly up to the greatest number; returns the step between them. */
    float quantizeToGreatest(float[] numbers, int first, byte[] codes) {
      float greatest = 0;
      for (int j = 0; j < SUB_BLOCKS; j++) {
        greatest = Math.max(greatest, numbers[first + j]);
      }
      float inverse = greatest > 0 ? TOP_SCALE / greatest : 0;
      for (int j = 0; j < SUB_BLOCKS; j++) {
        int code = Rounding.nearest(inverse * numbers[first + j]) & 0xFF;
        codes[j] = (byte) Math.min(TOP_SCALE, code);
      }
      return greatest / TOP_SCALE;
    }

    /** Rounds every number to the grid that the stored scales give, and stores the block. */
    void putBlock(
        float[] values,
        int from,
        int weightsFrom,
        float d,
        float m,
        AffineGrid grid,
        byte[] blocks,
        int to) {
      LittleEndian.putHalf(blocks, to, d);
      LittleEndian.putHalf(blocks, to + 2, m);
      SixBitPairs.put(scaleCodes, offsetCodes, blocks, to + 4);
      float storedD = HalfFloat.rounded(d);
      float storedM = HalfFloat.rounded(m);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        float scale = storedD * scaleCodes[j];
        float offset = storedM * offsetCodes[j];
        int start = j * SIZE;
        if (scale == 0) {
          AffineSearch.search(
              values,
              from + start,
              weights,
              weightsFrom + start,
              SIZE,
              grid,
              codes,
              start,
              new float[1],
              0);
        } else {
          for (int i = 0; i < SIZE; i++) {
            codes[start + i] =
                (byte) Rounding.nearest((values[from + start + i] + offset) / scale, 0, top);
          }
        }
      }
      int halves = to + type.blockBytes() - SuperBlock.ELEMENTS / 2;
      for (int pair = 0; pair < SUB_BLOCKS / 2; pair++) {
        for (int i = 0; i < SIZE; i++) {
          int low = codes[2 * pair * SIZE + i];
          int high = codes[(2 * pair + 1) * SIZE + i];
          blocks[halves + pair * SIZE + i] = (byte) ((low & 15) | (high & 15) << 4);
        }
      }
      if (type == TensorType.Q5_K) {
        Arrays.fill(blocks, to + 16, to + 16 + SIZE, (byte) 0);
        for (int j = 0; j < SUB_BLOCKS; j++) {
          for (int i = 0; i < SIZE; i++) {
            blocks[to + 16 + i] |= (byte) ((codes[j * SIZE + i] >> 4) << j);
          }
        }
      }
    }
  }
}
