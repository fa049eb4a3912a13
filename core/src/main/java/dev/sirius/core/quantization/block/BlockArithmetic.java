package dev.sirius.core.quantization.block;

/**
 * What the encoders spend their time on: finding the scales of many sub-blocks, and rounding their
 * numbers to the grids that these give.
 *
 * <p>A search finds, for each sub-block, the scale that lowers its own sum of weighted errors most
 * among the candidates tried. The sub-blocks know nothing of each other, so that they may be
 * searched one by one or side by side; every implementation gives the same bits.
 */
public interface BlockArithmetic {

  /**
   * Codes {@code −levels … levels − 1} of {@code scale · code}; 19 candidate scales around the one
   * that puts the number of largest magnitude on the grid's end; the weighted least squares scale
   * of the best of them.
   */
  void symmetric(SubBlocks blocks, int levels, float[] scales, int to);

  /**
   * Codes {@code −levels … levels − 1} of {@code scale · code}, moved one at a time to lower the
   * squared error, in at most five passes. An error in a number weighs the number's square.
   *
   * @param from where in {@code values} the first sub-block starts; the others follow
   * @param size numbers of one sub-block
   * @param count how many sub-blocks
   */
  void coordinateDescent(
      float[] values, int from, int size, int count, int levels, float[] scales, int to);

  /**
   * Codes {@code 0 … levels} of {@code scale · code − offset} with an offset of 0 or more: for each
   * candidate of the grid, the weighted least squares scale and offset.
   */
  void affine(SubBlocks blocks, AffineGrid grid, float[] scales, float[] offsets, int to);

  /** Codes of the fixed uneven levels of the IQ4 types; 15 candidate scales. */
  void uneven(SubBlocks blocks, float[] scales, int to);

  /**
   * Rounds runs of numbers, one after another from {@code values[from]} on, to their grids: a code
   * is the whole number nearest to (value + offset) / scale within {@code least … greatest}, less
   * {@code least}. It goes to the same place in {@code codes}, from 0 on. Where a scale is 0, the
   * codes mean nothing.
   *
   * @param size numbers of one run
   * @param scales one for each run, from 0 on
   * @param offsets one for each run, from 0 on
   */
  void round(
      float[] values,
      int from,
      int size,
      float[] scales,
      float[] offsets,
      int least,
      int greatest,
      byte[] codes);
}
