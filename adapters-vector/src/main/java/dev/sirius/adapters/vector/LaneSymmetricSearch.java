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
 * would be put into objects.
 */
final class LaneSymmetricSearch {

  private static final int CANDIDATES_ON_EACH_SIDE = 9;

  private final LaneGroup group;
  private final int levels;
  private final float[] largest = new float[LANES];
  private final float[] best = new float[LANES];
  private final float[] scale = new float[LANES];

  LaneSymmetricSearch(LaneGroup group, int levels) {
    this.group = group;
    this.levels = levels;
  }

  /** The scales of the group's sub-blocks, one for each lane. */
  float[] search() {
    Largest.find(group.values(), group.size(), largest);
    tryCandidate(-levels, true);
    for (int k = -CANDIDATES_ON_EACH_SIDE; k <= CANDIDATES_ON_EACH_SIDE; k++) {
      if (k != 0) {
        tryCandidate(-(levels + 0.1f * k), false);
      }
    }
    Largest.clearWhereNothing(largest, scale);
    return scale;
  }

  private void tryCandidate(float end, boolean first) {
    float[] values = group.values();
    float[] weights = group.weights();
    int numbers = group.size() * LANES;
    int least = -levels;
    int greatest = levels - 1;
    FloatVector inverse =
        FloatVector.broadcast(SPECIES, end).div(FloatVector.fromArray(SPECIES, largest, 0));
    FloatVector projection = FloatVector.zero(SPECIES);
    FloatVector norm = FloatVector.zero(SPECIES);
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector w = FloatVector.fromArray(SPECIES, weights, i);
      FloatVector code = nearest(inverse.mul(x), least, greatest);
      projection = projection.add(w.mul(x).mul(code));
      norm = norm.add(w.mul(code).mul(code));
    }
    FloatVector newScale = projection.div(norm);
    if (first) {
      VectorMask<Float> none = norm.compare(VectorOperators.EQ, 0f);
      newScale = newScale.blend(0f, none);
      newScale.intoArray(scale, 0);
      newScale.mul(projection).intoArray(best, 0);
    } else {
      FloatVector oldBest = FloatVector.fromArray(SPECIES, best, 0);
      VectorMask<Float> better =
          norm.compare(VectorOperators.GT, 0f)
              .and(projection.mul(projection).compare(VectorOperators.GT, oldBest.mul(norm)));
      FloatVector.fromArray(SPECIES, scale, 0).blend(newScale, better).intoArray(scale, 0);
      oldBest.blend(newScale.mul(projection), better).intoArray(best, 0);
    }
  }
}
