package dev.sirius.core.quantization.block;

import java.util.Arrays;

/**
 * The encoder of the super-blocks whose sub-blocks have a scale and an offset: a number is
 * (d·scale)·code − (m·offset), with 16-bit d and m for all, and small whole scales and offsets.
 *
 * <p>In three steps: each sub-block gets the scale and offset that suit it best; these are rounded
 * to multiples of d and m; then every number is rounded anew, to the grid that the stored scale and
 * offset give.
 */
final class AffineSuperBlocks {

  /** How a type lays out a super-block's parts. */
  interface Layout {
    /**
     * Stores one super-block.
     *
     * @param d the 16 bits of d
     * @param m the 16 bits of m
     * @param codes of all 256 numbers
     */
    void put(short d, short m, int[] scales, int[] offsets, byte[] codes, byte[] blocks, int to);
  }

  /** What the numbers of one sub-block weigh when nothing is known of their importance. */
  interface Weighting {
    void weigh(float[] values, int from, int count, float[] weights, int to);
  }

  private final BlockArithmetic arithmetic;
  private final Search search;
  private final int size;
  private final int topScale;
  private final AffineGrid grid;
  private final AffineGrid importanceGrid;
  private final AffineGrid thoroughGrid;
  private final Weighting weighting;
  private final float varianceFactor;
  private final int blockBytes;
  private final Layout layout;

  /**
   * @param size numbers of a sub-block
   * @param topScale the greatest whole scale and offset
   * @param grid what is tried for each sub-block; with importance, a finer one is
   * @param varianceFactor what the mean square is multiplied by to give the σ² of the importance
   *     weights
   */
  AffineSuperBlocks(
      BlockArithmetic arithmetic,
      Search search,
      int size,
      int topScale,
      AffineGrid grid,
      Weighting weighting,
      float varianceFactor,
      int blockBytes,
      Layout layout) {
    this.arithmetic = arithmetic;
    this.search = search;
    this.size = size;
    this.topScale = topScale;
    this.grid = grid;
    this.importanceGrid =
        new AffineGrid(grid.levels(), -0.9f, 0.05f, 36, AffineGrid.Deviation.SQUARE);
    this.thoroughGrid = new AffineGrid(grid.levels(), -1f, 0.1f, 20, AffineGrid.Deviation.SQUARE);
    this.weighting = weighting;
    this.varianceFactor = varianceFactor;
    this.blockBytes = blockBytes;
    this.layout = layout;
  }

  void encode(float[] values, int from, int count, byte[] blocks, int to) {
    boolean thorough = search == Search.THOROUGH;
    Batch batch = new Batch(thorough ? thoroughGrid : grid, count);
    Weighting weighting = thorough ? Weights::alike : this.weighting;
    for (int start = 0; start < count; start += batch.weights.length) {
      int elements = SuperBlock.batch(count, start);
      for (int i = 0; i < elements; i += size) {
        weighting.weigh(values, from + start + i, size, batch.weights, i);
      }
      batch.search(values, from + start, elements);
      for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
        float d = spread(batch.fittedScales, i / size, batch.scales);
        float m = spread(batch.fittedOffsets, i / size, batch.offsets);
        batch.put(
            values, from + start, i, d, m, blocks, to + SuperBlock.index(start + i) * blockBytes);
      }
    }
  }

  void encodeRow(
      float[] values,
      int from,
      int count,
      float[] importance,
      int importanceFrom,
      byte[] blocks,
      int to) {
    Batch batch = new Batch(importanceGrid, count);
    int subBlocks = SuperBlock.ELEMENTS / size;
    float[] sums = new float[subBlocks];
    for (int start = 0; start < count; start += batch.weights.length) {
      int elements = SuperBlock.batch(count, start);
      SuperBlock.weighByImportance(
          values,
          from + start,
          elements,
          varianceFactor,
          importance,
          importanceFrom + start,
          batch.weights);
      batch.search(values, from + start, elements);
      for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
        for (int j = 0; j < subBlocks; j++) {
          sums[j] = SuperBlock.sum(batch.weights, i + j * size, size);
        }
        float d =
            PositiveSearch.search(
                batch.fittedScales, i / size, sums, 0, subBlocks, topScale, batch.scales, 0);
        float m =
            PositiveSearch.search(
                batch.fittedOffsets, i / size, sums, 0, subBlocks, topScale, batch.offsets, 0);
        batch.put(
            values, from + start, i, d, m, blocks, to + SuperBlock.index(start + i) * blockBytes);
      }
    }
  }

  /** Spreads whole numbers evenly up to the greatest of the numbers; returns the step. */
  private float spread(float[] numbers, int first, int[] codes) {
    float greatest = 0;
    for (int j = 0; j < codes.length; j++) {
      greatest = Math.max(greatest, numbers[first + j]);
    }
    if (!(greatest > 0)) {
      Arrays.fill(codes, 0);
      return 0;
    }
    float inverse = topScale / greatest;
    for (int j = 0; j < codes.length; j++) {
      codes[j] = Math.min(topScale, Rounding.nearest(inverse * numbers[first + j]) & 0xFF);
    }
    return greatest / topScale;
  }

  /** The working arrays for the super-blocks that are searched together. */
  private final class Batch {

    private final AffineGrid grid;
    private final float[] weights;
    private final float[] fittedScales;
    private final float[] fittedOffsets;
    private final int[] scales = new int[SuperBlock.ELEMENTS / size];
    private final int[] offsets = new int[scales.length];
    private final float[] storedScales = new float[scales.length];
    private final float[] storedOffsets = new float[scales.length];
    private final byte[] codes = new byte[SuperBlock.ELEMENTS];
    private final SuperBlockRefinement refinement;

    Batch(AffineGrid grid, int count) {
      this.grid = grid;
      this.weights = new float[SuperBlock.batch(count, 0)];
      this.fittedScales = new float[weights.length / size];
      this.fittedOffsets = new float[fittedScales.length];
      this.refinement = SuperBlockRefinement.affine(size, grid.levels(), topScale);
    }

    void search(float[] values, int from, int elements) {
      arithmetic.affine(
          new SubBlocks(values, from, weights, size, elements / size),
          grid,
          fittedScales,
          fittedOffsets,
          0);
    }

    /**
     * Rounds every number to the grid that the stored scales give, and stores the super-block.
     *
     * @param from where the batch starts in the values
     * @param start where the super-block starts in the batch
     */
    void put(float[] values, int from, int start, float d, float m, byte[] blocks, int to) {
      short storedD = HalfFloat.ofFloat(d);
      short storedM = HalfFloat.ofFloat(m);
      if (search == Search.THOROUGH) {
        refinement.refine(values, from + start, weights, start, d, m, scales, offsets);
        storedD = HalfFloat.ofFloat(refinement.d());
        storedM = HalfFloat.ofFloat(refinement.m());
      }
      for (int j = 0; j < scales.length; j++) {
        storedScales[j] = HalfFloat.toFloat(storedD) * scales[j];
        storedOffsets[j] = HalfFloat.toFloat(storedM) * offsets[j];
      }
      arithmetic.round(
          values, from + start, size, storedScales, storedOffsets, 0, grid.levels(), codes);
      for (int j = 0; j < scales.length; j++) {
        if (storedScales[j] == 0) {
          keepSearchedCodes(values, from, start, j);
        }
      }
      layout.put(storedD, storedM, scales, offsets, codes, blocks, to);
    }

    /** Without a scale there is no grid to round to: the codes of the search stay. */
    private void keepSearchedCodes(float[] values, int from, int start, int subBlock) {
      int at = start + subBlock * size;
      int[] searched = new int[size];
      AffineSearch.search(values, from + at, weights, at, size, grid, searched, 0, new float[1], 0);
      SuperBlock.keep(searched, codes, subBlock * size);
    }
  }
}
