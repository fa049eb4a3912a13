package dev.sirius.adapters.vector;

import static dev.sirius.adapters.vector.LaneArithmetic.LANES;
import static dev.sirius.adapters.vector.LaneArithmetic.SPECIES;
import static dev.sirius.adapters.vector.LaneArithmetic.nearest;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The search for one scale of codes {@code −N … N − 1}, in every lane.
 *
 * <p>What is carried from one candidate to the next lies in arrays: vectors that live across loops
 * would be put into objects. Two candidates are tried at once, so that the processor has one to go
 * on with while it waits for sums of the other.
 */
final class LaneSymmetricSearch {

  private static final int CANDIDATES_ON_EACH_SIDE = 9;

  /** Where each candidate puts the number of largest magnitude, in the order of the reference. */
  private final float[] ends = new float[2 * CANDIDATES_ON_EACH_SIDE + 1];

  private final LaneGroup group;
  private final int levels;
  private final float[] largest = new float[LANES];
  private final float[] best = new float[LANES];
  private final float[] scale = new float[LANES];
  private final float[] projection = new float[LANES];
  private final float[] norm = new float[LANES];
  private final float[] nextProjection = new float[LANES];
  private final float[] nextNorm = new float[LANES];

  LaneSymmetricSearch(LaneGroup group, int levels) {
    this.group = group;
    this.levels = levels;
    int count = 0;
    ends[count++] = -levels;
    for (int k = -CANDIDATES_ON_EACH_SIDE; k <= CANDIDATES_ON_EACH_SIDE; k++) {
      if (k != 0) {
        ends[count++] = -(levels + 0.1f * k);
      }
    }
  }

  /** The scales of the group's sub-blocks, one for each lane. */
  float[] search() {
    Largest.find(group.values(), group.size(), largest);
    int last = ends.length - 1;
    for (int i = 0; i <= last; i += 2) {
      // The last one is tried twice, and is no better than itself.
      tryTwo(ends[i], ends[Math.min(i + 1, last)]);
      if (i == 0) {
        keepFirst();
      } else {
        keepIfBetter(projection, norm);
      }
      keepIfBetter(nextProjection, nextNorm);
    }
    Largest.clearWhereNothing(largest, scale);
    return scale;
  }

  private void tryTwo(float end, float nextEnd) {
    float[] values = group.values();
    float[] weights = group.weights();
    int numbers = group.size() * LANES;
    int least = -levels;
    int greatest = levels - 1;
    FloatVector largest = FloatVector.fromArray(SPECIES, this.largest, 0);
    FloatVector inverse = FloatVector.broadcast(SPECIES, end).div(largest);
    FloatVector nextInverse = FloatVector.broadcast(SPECIES, nextEnd).div(largest);
    FloatVector projection = FloatVector.zero(SPECIES);
    FloatVector norm = FloatVector.zero(SPECIES);
    FloatVector nextProjection = FloatVector.zero(SPECIES);
    FloatVector nextNorm = FloatVector.zero(SPECIES);
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector w = FloatVector.fromArray(SPECIES, weights, i);
      FloatVector weighted = w.mul(x);
      FloatVector code = nearest(inverse.mul(x), least, greatest);
      projection = projection.add(weighted.mul(code));
      norm = norm.add(w.mul(code).mul(code));
      FloatVector nextCode = nearest(nextInverse.mul(x), least, greatest);
      nextProjection = nextProjection.add(weighted.mul(nextCode));
      nextNorm = nextNorm.add(w.mul(nextCode).mul(nextCode));
    }
    projection.intoArray(this.projection, 0);
    norm.intoArray(this.norm, 0);
    nextProjection.intoArray(this.nextProjection, 0);
    nextNorm.intoArray(this.nextNorm, 0);
  }

  private void keepFirst() {
    FloatVector first = FloatVector.fromArray(SPECIES, projection, 0);
    FloatVector firstNorm = FloatVector.fromArray(SPECIES, norm, 0);
    VectorMask<Float> none = firstNorm.compare(VectorOperators.EQ, 0f);
    FloatVector newScale = first.div(firstNorm).blend(0f, none);
    newScale.intoArray(scale, 0);
    newScale.mul(first).intoArray(best, 0);
  }

  private void keepIfBetter(float[] projections, float[] norms) {
    FloatVector projection = FloatVector.fromArray(SPECIES, projections, 0);
    FloatVector norm = FloatVector.fromArray(SPECIES, norms, 0);
    FloatVector oldBest = FloatVector.fromArray(SPECIES, best, 0);
    FloatVector newScale = projection.div(norm);
    VectorMask<Float> better =
        norm.compare(VectorOperators.GT, 0f)
            .and(projection.mul(projection).compare(VectorOperators.GT, oldBest.mul(norm)));
    FloatVector.fromArray(SPECIES, scale, 0).blend(newScale, better).intoArray(scale, 0);
    oldBest.blend(newScale.mul(projection), better).intoArray(best, 0);
  }
}
