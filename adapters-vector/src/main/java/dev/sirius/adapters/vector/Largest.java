package dev.sirius.adapters.vector;

import static dev.sirius.adapters.vector.LaneArithmetic.LANES;
import static dev.sirius.adapters.vector.LaneArithmetic.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The number of largest magnitude in every lane. */
final class Largest {

  /** Sub-blocks whose numbers are all smaller than this count as zero. */
  private static final float NOTHING = 1e-15f;

  private Largest() {}

  /** Finds the first number of largest magnitude, with its sign. */
  static void find(float[] values, int size, float[] largest) {
    FloatVector magnitude = FloatVector.zero(SPECIES);
    FloatVector signed = FloatVector.zero(SPECIES);
    int numbers = size * LANES;
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector absolute = x.abs();
      VectorMask<Float> larger = absolute.compare(VectorOperators.GT, magnitude);
      magnitude = magnitude.blend(absolute, larger);
      signed = signed.blend(x, larger);
    }
    signed.intoArray(largest, 0);
  }

  /** Sets the scales of those lanes to 0 whose numbers all count as zero. */
  static void clearWhereNothing(float[] largest, float[] scales) {
    VectorMask<Float> nothing =
        FloatVector.fromArray(SPECIES, largest, 0).abs().compare(VectorOperators.LT, NOTHING);
    FloatVector.fromArray(SPECIES, scales, 0).blend(0f, nothing).intoArray(scales, 0);
  }
}
