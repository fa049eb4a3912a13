package dev.sirius.adapters.vector;

import static dev.sirius.adapters.vector.LaneArithmetic.LANES;
import static dev.sirius.adapters.vector.LaneArithmetic.SPECIES;

import dev.sirius.core.quantization.block.UnevenLevels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The search for a scale on the uneven levels of the IQ4 types, in every lane.
 *
 * <p>The midpoints between levels are halves of whole numbers, so that a number's level depends
 * only on the half at or below it, and is read from a table.
 */
final class LaneUnevenSearch {

  private static final int CANDIDATES_ON_EACH_SIDE = 7;
  private static final float LOWEST = UnevenLevels.level(0);

  /** Levels of the halves from −256 up to 256, twice the range of the levels. */
  private static final float[] LEVELS = new float[1024];

  private static final int MIDDLE = LEVELS.length / 2;

  static {
    for (int i = 0; i < LEVELS.length; i++) {
      LEVELS[i] = UnevenLevels.level(UnevenLevels.nearest((i - MIDDLE) / 2f));
    }
  }

  private final LaneGroup group;
  private final int[] halves;
  private final float[] levels;
  private final float[] largest = new float[LANES];
  private final float[] best = new float[LANES];
  private final float[] scale = new float[LANES];

  LaneUnevenSearch(LaneGroup group) {
    this.group = group;
    this.halves = new int[group.size() * LANES];
    this.levels = new float[group.size() * LANES];
  }

  /** The scales of the group's sub-blocks, one for each lane. */
  float[] search() {
    Largest.find(group.values(), group.size(), largest);
    FloatVector signed = FloatVector.fromArray(SPECIES, largest, 0);
    round(FloatVector.broadcast(SPECIES, 1f).div(signed.neg().div(LOWEST)));
    fit(true);
    for (int k = -CANDIDATES_ON_EACH_SIDE; k <= CANDIDATES_ON_EACH_SIDE; k++) {
      FloatVector end = FloatVector.broadcast(SPECIES, k + LOWEST);
      round(end.div(FloatVector.fromArray(SPECIES, largest, 0)));
      fit(false);
    }
    Largest.clearWhereNothing(largest, scale);
    return scale;
  }

  /** Finds the levels nearest to all numbers times {@code inverse}. */
  private void round(FloatVector inverse) {
    float[] values = group.values();
    int numbers = halves.length;
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector doubled = FloatVector.fromArray(SPECIES, values, i).mul(inverse).mul(2f);
      LaneArithmetic.floor(doubled).add(MIDDLE).intoArray(halves, i);
    }
    for (int i = 0; i < numbers; i++) {
      levels[i] = LEVELS[halves[i] & (LEVELS.length - 1)];
    }
  }

  private void fit(boolean first) {
    float[] values = group.values();
    float[] weights = group.weights();
    int numbers = levels.length;
    FloatVector projection = FloatVector.zero(SPECIES);
    FloatVector norm = FloatVector.zero(SPECIES);
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector w = FloatVector.fromArray(SPECIES, weights, i);
      FloatVector level = FloatVector.fromArray(SPECIES, levels, i);
      FloatVector weighted = w.mul(level);
      projection = projection.add(weighted.mul(x));
      norm = norm.add(weighted.mul(level));
    }
    FloatVector newScale = projection.div(norm);
    if (first) {
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
