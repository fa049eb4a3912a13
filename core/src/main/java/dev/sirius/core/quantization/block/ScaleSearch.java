package dev.sirius.core.quantization.block;

/**
 * Finds the scales of many sub-blocks: for each, the one that lowers its own sum of weighted errors
 * most among the candidates tried. The sub-blocks know nothing of each other, so that they may be
 * searched one by one or side by side; every implementation gives the same bits.
 */
public interface ScaleSearch {

  /**
   * Codes {@code −levels … levels − 1} of {@code scale · code}; 19 candidate scales around the one
   * that puts the number of largest magnitude on the grid's end; the weighted least squares scale
   * of the best of them.
   */
  void symmetric(SubBlocks blocks, int levels, float[] scales, int to);

  /**
   * Codes {@code −levels … levels − 1} of {@code scale · code}, moved one at a time to lower the
   * squared error, in at most five passes. The blocks' weights are the squares of the values.
   */
  void coordinateDescent(SubBlocks blocks, int levels, float[] scales, int to);

  /**
   * Codes {@code 0 … levels} of {@code scale · code − offset} with an offset of 0 or more: for each
   * candidate of the grid, the weighted least squares scale and offset.
   */
  void affine(SubBlocks blocks, AffineGrid grid, float[] scales, float[] offsets, int to);

  /** Codes of the fixed uneven levels of the IQ4 types; 15 candidate scales. */
  void uneven(SubBlocks blocks, float[] scales, int to);
}
