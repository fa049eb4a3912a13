package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;
import java.util.Arrays;

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
  private static final int TOP = 3;
  private static final int TOP_SCALE = 15;
  private static final AffineGrid GRID =
      new AffineGrid(TOP, -0.5f, 0.1f, 15, AffineGrid.Deviation.ABSOLUTE);
  private static final AffineGrid IMPORTANCE_GRID =
      new AffineGrid(TOP, -0.9f, 0.05f, 36, AffineGrid.Deviation.SQUARE);

  private final ScaleSearch search;

  Q2KCodec(ScaleSearch search) {
    this.search = search;
  }

  @Override
  public TensorType type() {
    return TensorType.Q2_K;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type(), values, from, count, blocks, to);
    Batch batch = new Batch(count);
    for (int start = 0; start < count; start += batch.elements(start)) {
      int elements = batch.elements(start);
      Weights.magnitudes(values, from + start, elements, batch.weights, 0);
      batch.search(search, values, from + start, elements, GRID);
      for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
        int first = i / SIZE;
        float d = quantizeToGreatest(batch.scales, first, batch.scaleCodes);
        float m = quantizeToGreatest(batch.offsets, first, batch.offsetCodes);
        int target = to + (start + i) / SuperBlock.ELEMENTS * BYTES;
        batch.putBlock(values, from + start + i, i, d, m, GRID, blocks, target);
      }
    }
  }

  /** Spreads 4-bit codes evenly up to the greatest number; returns the step between them. */
  private static float quantizeToGreatest(float[] numbers, int first, byte[] codes) {
    float greatest = 0;
    for (int j = 0; j < SUB_BLOCKS; j++) {
      greatest = Math.max(greatest, numbers[first + j]);
    }
    if (!(greatest > 0)) {
      Arrays.fill(codes, (byte) 0);
      return 0;
    }
    float inverse = TOP_SCALE / greatest;
    for (int j = 0; j < SUB_BLOCKS; j++) {
      codes[j] = (byte) Rounding.nearest(inverse * numbers[first + j]);
    }
    return greatest / TOP_SCALE;
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
    Batch batch = new Batch(count);
    float[] sums = new float[SUB_BLOCKS];
    for (int start = 0; start < count; start += batch.elements(start)) {
      int elements = batch.elements(start);
      SuperBlock.weighByImportance(
          values, from + start, elements, 1, importance, importanceFrom + start, batch.weights);
      batch.search(search, values, from + start, elements, IMPORTANCE_GRID);
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
        int target = to + (start + i) / SuperBlock.ELEMENTS * BYTES;
        batch.putBlock(values, from + start + i, i, d, m, IMPORTANCE_GRID, blocks, target);
      }
    }
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type(), values, to, count, blocks, from);
    for (int block = 0; block < count / SuperBlock.ELEMENTS; block++) {
      int start = from + block * BYTES;
      float d = LittleEndian.halfAt(blocks, start + 80);
      float m = LittleEndian.halfAt(blocks, start + 82);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        float scale = d * (blocks[start + j] & 15);
        float offset = m * ((blocks[start + j] >> 4) & 15);
        int target = to + block * SuperBlock.ELEMENTS;
        for (int i = j * SIZE; i < (j + 1) * SIZE; i++) {
          values[target + i] = scale * PairsOfBits.at(blocks, start + 16, i) - offset;
        }
      }
    }
  }

  /** The working arrays for the super-blocks that are searched together. */
  private static final class Batch {

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

    void search(ScaleSearch search, float[] values, int from, int elements, AffineGrid grid) {
      search.affine(
          new SubBlocks(values, from, weights, SIZE, elements / SIZE), grid, scales, offsets, 0);
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
      LittleEndian.putHalf(blocks, to + 80, d);
      LittleEndian.putHalf(blocks, to + 82, m);
      float storedD = HalfFloat.rounded(d);
      float storedM = HalfFloat.rounded(m);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        blocks[to + j] = (byte) (scaleCodes[j] | offsetCodes[j] << 4);
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
                (byte) Rounding.nearest((values[from + start + i] + offset) / scale, 0, TOP);
          }
        }
      }
      PairsOfBits.put(codes, blocks, to + 16);
    }
  }
}
