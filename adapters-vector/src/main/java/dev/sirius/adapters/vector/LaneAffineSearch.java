package dev.sirius.adapters.vector;

import static dev.sirius.adapters.vector.LaneArithmetic.LANES;
import static dev.sirius.adapters.vector.LaneArithmetic.SPECIES;
import static dev.sirius.adapters.vector.LaneArithmetic.nearest;

import dev.sirius.core.quantization.block.AffineGrid;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The search for a scale and an offset of codes {@code 0 … N}, in every lane.
 *
 * <p>What is carried from one candidate to the next lies in arrays: vectors that live across loops
 * would be put into objects.
 */
final class LaneAffineSearch {

  private final LaneGroup group;
  private final AffineGrid grid;

  /** The range of the numbers, with 0 in it, and the sums over all of them. */
  private final float[] lowest = new float[LANES];

  private final float[] greatest = new float[LANES];
  private final float[] sumW = new float[LANES];
  private final float[] sumWX = new float[LANES];

  /** The best so far. */
  private final float[] least = new float[LANES];

  private final float[] scale = new float[LANES];
  private final float[] best = new float[LANES];

  /** The candidate. */
  private final float[] codes;

  private final float[] newScale = new float[LANES];
  private final float[] newLeast = new float[LANES];

  LaneAffineSearch(LaneGroup group, AffineGrid grid) {
    this.group = group;
    this.grid = grid;
    this.codes = new float[group.size() * LANES];
  }

  void search(float[] scales, float[] offsets, int to, int lanes) {
    sumUp();
    firstCandidate();
    error().intoArray(best, 0);
    for (int s = 0; s <= grid.steps(); s++) {
      solve(grid.stepsOverRange(s));
      judge();
    }
    finish();
    System.arraycopy(scale, 0, scales, to, lanes);
    System.arraycopy(least, 0, offsets, to, lanes);
  }

  private void sumUp() {
    float[] values = group.values();
    float[] weights = group.weights();
    int numbers = group.size() * LANES;
    FloatVector low = FloatVector.fromArray(SPECIES, values, 0);
    FloatVector high = FloatVector.fromArray(SPECIES, values, 0);
    FloatVector w = FloatVector.fromArray(SPECIES, weights, 0);
    FloatVector wx = w.mul(low);
    for (int i = LANES; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector weight = FloatVector.fromArray(SPECIES, weights, i);
      low = low.blend(x, x.compare(VectorOperators.LT, low));
      high = high.blend(x, x.compare(VectorOperators.GT, high));
      w = w.add(weight);
      wx = wx.add(weight.mul(x));
    }
    low = low.blend(0f, low.compare(VectorOperators.GT, 0f));
    low.intoArray(lowest, 0);
    low.intoArray(least, 0);
    high.intoArray(greatest, 0);
    w.intoArray(sumW, 0);
    wx.intoArray(sumWX, 0);
  }

  /** The grid over the range as it is, not fitted. */
  private void firstCandidate() {
    FloatVector low = FloatVector.fromArray(SPECIES, lowest, 0);
    FloatVector range = FloatVector.fromArray(SPECIES, greatest, 0).sub(low);
    FloatVector inverse = FloatVector.broadcast(SPECIES, grid.levels()).div(range);
    round(inverse, low);
    FloatVector first = FloatVector.broadcast(SPECIES, 1f).div(inverse);
    first.intoArray(newScale, 0);
    first.intoArray(scale, 0);
    low.intoArray(newLeast, 0);
  }

  private void round(FloatVector inverse, FloatVector low) {
    float[] values = group.values();
    int numbers = codes.length;
    int top = grid.levels();
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      nearest(inverse.mul(x.sub(low)), 0, top).intoArray(codes, i);
    }
  }

  /** Fits scale and least number to the codes of the grid of so many steps over the range. */
  private void solve(float steps) {
    float[] values = group.values();
    float[] weights = group.weights();
    int numbers = group.size() * LANES;
    int top = grid.levels();
    FloatVector low = FloatVector.fromArray(SPECIES, least, 0);
    FloatVector range = FloatVector.fromArray(SPECIES, greatest, 0).sub(low);
    FloatVector inverse = FloatVector.broadcast(SPECIES, steps).div(range);
    FloatVector wl = FloatVector.zero(SPECIES);
    FloatVector wll = FloatVector.zero(SPECIES);
    FloatVector wlx = FloatVector.zero(SPECIES);
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector w = FloatVector.fromArray(SPECIES, weights, i);
      FloatVector code = nearest(inverse.mul(x.sub(low)), 0, top);
      code.intoArray(codes, i);
      FloatVector weighted = w.mul(code);
      wl = wl.add(weighted);
      wll = wll.add(weighted.mul(code));
      wlx = wlx.add(weighted.mul(x));
    }
    FloatVector w = FloatVector.fromArray(SPECIES, sumW, 0);
    FloatVector wx = FloatVector.fromArray(SPECIES, sumWX, 0);
    FloatVector determinant = w.mul(wll).sub(wl.mul(wl));
    FloatVector fitted = w.mul(wlx).sub(wx.mul(wl)).div(determinant);
    FloatVector fittedLeast = wll.mul(wx).sub(wl.mul(wlx)).div(determinant);
    VectorMask<Float> above = fittedLeast.compare(VectorOperators.GT, 0f);
    VectorMask<Float> solvable = determinant.compare(VectorOperators.GT, 0f);
    fittedLeast.blend(0f, above).intoArray(newLeast, 0);
    // A scale that is no number gives an error that is none, which is never the better one.
    FloatVector.broadcast(SPECIES, Float.NaN)
        .blend(fitted.blend(wlx.div(wll), above), solvable)
        .intoArray(newScale, 0);
  }

  /** Takes the candidate over in the lanes where its error is less. */
  private void judge() {
    FloatVector error = error();
    FloatVector oldBest = FloatVector.fromArray(SPECIES, best, 0);
    VectorMask<Float> better = error.compare(VectorOperators.LT, oldBest);
    oldBest.blend(error, better).intoArray(best, 0);
    FloatVector.fromArray(SPECIES, scale, 0)
        .blend(FloatVector.fromArray(SPECIES, newScale, 0), better)
        .intoArray(scale, 0);
    FloatVector.fromArray(SPECIES, least, 0)
        .blend(FloatVector.fromArray(SPECIES, newLeast, 0), better)
        .intoArray(least, 0);
  }

  /** The candidate's summed error. */
  private FloatVector error() {
    return grid.deviation() == AffineGrid.Deviation.ABSOLUTE ? absolute() : square();
  }

  private FloatVector square() {
    float[] values = group.values();
    float[] weights = group.weights();
    int numbers = group.size() * LANES;
    FloatVector candidateScale = FloatVector.fromArray(SPECIES, newScale, 0);
    FloatVector candidateLeast = FloatVector.fromArray(SPECIES, newLeast, 0);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector w = FloatVector.fromArray(SPECIES, weights, i);
      FloatVector code = FloatVector.fromArray(SPECIES, codes, i);
      FloatVector deviation = candidateScale.mul(code).add(candidateLeast).sub(x);
      sum = sum.add(w.mul(deviation.mul(deviation)));
    }
    return sum;
  }

  private FloatVector absolute() {
    float[] values = group.values();
    float[] weights = group.weights();
    int numbers = group.size() * LANES;
    FloatVector candidateScale = FloatVector.fromArray(SPECIES, newScale, 0);
    FloatVector candidateLeast = FloatVector.fromArray(SPECIES, newLeast, 0);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector w = FloatVector.fromArray(SPECIES, weights, i);
      FloatVector code = FloatVector.fromArray(SPECIES, codes, i);
      sum = sum.add(w.mul(candidateScale.mul(code).add(candidateLeast).sub(x).abs()));
    }
    return sum;
  }

  /** Lanes without a range get the scale 0; the least number becomes the offset. */
  private void finish() {
    FloatVector low = FloatVector.fromArray(SPECIES, lowest, 0);
    VectorMask<Float> flat =
        FloatVector.fromArray(SPECIES, greatest, 0).compare(VectorOperators.LE, low);
    FloatVector.fromArray(SPECIES, scale, 0).blend(0f, flat).intoArray(scale, 0);
    FloatVector.fromArray(SPECIES, least, 0).blend(low, flat).neg().intoArray(least, 0);
  }
}
