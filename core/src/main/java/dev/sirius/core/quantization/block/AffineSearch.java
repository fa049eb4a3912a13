package dev.sirius.core.quantization.block;

import java.util.Arrays;

/**
 * The search for a scale and an offset of codes {@code 0 … N}: numbers are {@code scale · code +
 * least}, with a least number of 0 or below.
 *
 * <p>Each candidate rounds the numbers to a grid over their range, then solves the weighted 2×2
 * least squares problem for scale and least number with these codes; a least number above 0 is
 * replaced by 0. The candidate with the smallest summed error wins. Once one has won, its least
 * number also is where the grids of the later ones start, as in the reference.
 */
final class AffineSearch {

  private AffineSearch() {}

  /**
   * Searches one sub-block of {@code size} numbers.
   *
   * @param codes where the codes go
   * @param offsets where the offset goes, at {@code offsetAt}: the least number, negated
   * @return the scale; 0 when all numbers are equal and not above 0
   */
  static float search(
      float[] values,
      int from,
      float[] weights,
      int weightsFrom,
      int size,
      AffineGrid grid,
      int[] codes,
      int codesFrom,
      float[] offsets,
      int offsetAt) {
    float least = values[from];
    float greatest = values[from];
    float sumW = weights[weightsFrom];
    float sumWX = weights[weightsFrom] * values[from];
    for (int i = 1; i < size; i++) {
      float x = values[from + i];
      float w = weights[weightsFrom + i];
      least = x < least ? x : least;
      greatest = x > greatest ? x : greatest;
      sumW += w;
      sumWX += w * x;
    }
    if (least > 0) {
      least = 0;
    }
    if (greatest <= least) {
      Arrays.fill(codes, codesFrom, codesFrom + size, 0);
      offsets[offsetAt] = -least;
      return 0;
    }
    int top = grid.levels();
    float gridLeast = least;
    float inverse = top / (greatest - least);
    float scale = 1 / inverse;
    float best =
        error(values, from, weights, weightsFrom, size, grid, inverse, least, scale, least);
    float codesLeast = gridLeast;
    float codesInverse = inverse;
    for (int s = 0; s <= grid.steps(); s++) {
      gridLeast = least;
      inverse = grid.stepsOverRange(s) / (greatest - gridLeast);
      float sumWL = 0;
      float sumWLL = 0;
      float sumWLX = 0;
      for (int i = 0; i < size; i++) {
        float x = values[from + i];
        float w = weights[weightsFrom + i];
        int code = Rounding.nearest(inverse * (x - gridLeast), 0, top);
        sumWL += w * code;
        sumWLL += w * code * code;
        sumWLX += w * code * x;
      }
      float determinant = sumW * sumWLL - sumWL * sumWL;
      if (determinant > 0) {
        float newScale = (sumW * sumWLX - sumWX * sumWL) / determinant;
        float newLeast = (sumWLL * sumWX - sumWL * sumWLX) / determinant;
        if (newLeast > 0) {
          newLeast = 0;
          newScale = sumWLX / sumWLL;
        }
        float error =
            error(
                values,
                from,
                weights,
                weightsFrom,
                size,
                grid,
                inverse,
                gridLeast,
                newScale,
                newLeast);
        if (error < best) {
          best = error;
          scale = newScale;
          least = newLeast;
          codesLeast = gridLeast;
          codesInverse = inverse;
        }
      }
    }
    for (int i = 0; i < size; i++) {
      codes[codesFrom + i] =
          Rounding.nearest(codesInverse * (values[from + i] - codesLeast), 0, top);
    }
    offsets[offsetAt] = -least;
    return scale;
  }

  /** The summed error of {@code scale · code + least} with the codes of a grid. */
  private static float error(
      float[] values,
      int from,
      float[] weights,
      int weightsFrom,
      int size,
      AffineGrid grid,
      float inverse,
      float gridLeast,
      float scale,
      float least) {
    boolean absolute = grid.deviation() == AffineGrid.Deviation.ABSOLUTE;
    int top = grid.levels();
    float sum = 0;
    for (int i = 0; i < size; i++) {
      float x = values[from + i];
      int code = Rounding.nearest(inverse * (x - gridLeast), 0, top);
      float deviation = scale * code + least - x;
      float counted = absolute ? Math.abs(deviation) : deviation * deviation;
      sum += weights[weightsFrom + i] * counted;
    }
    return sum;
  }
}
