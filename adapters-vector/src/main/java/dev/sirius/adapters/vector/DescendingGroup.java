package dev.sirius.adapters.vector;

import static dev.sirius.adapters.vector.LaneArithmetic.LANES;
import static dev.sirius.adapters.vector.LaneArithmetic.SPECIES;
import static dev.sirius.adapters.vector.LaneArithmetic.nearest;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** As many sub-blocks as there are lanes, in the midst of the search that moves codes. */
final class DescendingGroup {

  /**
   * Below this, every sum and product that decides is a number or positive infinity, which compare
   * as their bits do. What is neither has a sign that differs between processors.
   */
  private static final float TOO_LARGE = 0x1p40f;

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  private final int levels;
  private final int size;
  private final float[] values;
  private final float[] codes;
  private final float[] largest = new float[LANES];
  private final float[] projections = new float[LANES];
  private final float[] norms = new float[LANES];
  private final float[] scales = new float[LANES];

  /** All bits set in lanes that the present pass changed. */
  private final int[] changes = new int[LANES];

  /** The number of each lane's sub-block. */
  private final int[] subBlocks = new int[LANES];

  private int lanes;

  DescendingGroup(int size, int levels) {
    this.levels = levels;
    this.size = size;
    this.values = new float[size * LANES];
    this.codes = new float[size * LANES];
  }

  /**
   * Takes the sub-blocks from {@code first} on and rounds them to the grids whose ends are their
   * numbers of largest magnitude.
   *
   * @return false when some numbers are too large for {@link #move}
   */
  boolean start(float[] numbers, int from, int first, int count) {
    lanes = Math.min(LANES, count - first);
    turn(numbers, from + first * size);
    for (int lane = 0; lane < lanes; lane++) {
      subBlocks[lane] = first + lane;
    }
    IntVector magnitude = IntVector.zero(INTS);
    IntVector signed = IntVector.zero(INTS);
    for (int i = 0; i < codes.length; i += LANES) {
      IntVector bits = FloatVector.fromArray(SPECIES, values, i).reinterpretAsInts();
      IntVector absolute = bits.and(0x7FFFFFFF);
      IntVector larger = magnitude.sub(absolute).lanewise(VectorOperators.ASHR, 31);
      signed = signed.lanewise(VectorOperators.BITWISE_BLEND, bits, larger);
      magnitude = magnitude.max(absolute);
    }
    FloatVector largest = signed.reinterpretAsFloats();
    largest.intoArray(this.largest, 0);
    FloatVector inverse = FloatVector.broadcast(SPECIES, -levels).div(largest);
    FloatVector projection = FloatVector.zero(SPECIES);
    FloatVector norm = FloatVector.zero(SPECIES);
    for (int i = 0; i < codes.length; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector w = x.mul(x);
      FloatVector code = nearest(inverse.mul(x), -levels, levels - 1);
      projection = projection.add(w.mul(x).mul(code));
      norm = norm.add(w.mul(code).mul(code));
      code.intoArray(codes, i);
    }
    projection.intoArray(projections, 0);
    norm.intoArray(norms, 0);
    return magnitude.reduceLanes(VectorOperators.MAX) < Float.floatToRawIntBits(TOO_LARGE);
  }

  private void turn(float[] from, int start) {
    if (lanes < LANES) {
      Arrays.fill(values, 0);
    }
    for (int lane = 0; lane < lanes; lane++) {
      int first = start + lane * size;
      for (int i = 0; i < size; i++) {
        values[i * LANES + lane] = from[first + i];
      }
    }
  }

  /** Takes over one lane of another group as it stands. */
  void take(DescendingGroup other, int lane) {
    int to = lanes++;
    for (int i = 0; i < codes.length; i += LANES) {
      values[i + to] = other.values[i + lane];
      codes[i + to] = other.codes[i + lane];
    }
    largest[to] = other.largest[lane];
    projections[to] = other.projections[lane];
    norms[to] = other.norms[lane];
    subBlocks[to] = other.subBlocks[lane];
  }

  /** Leaves no sub-block in any lane. */
  void clear() {
    lanes = 0;
    Arrays.fill(values, 0);
    Arrays.fill(codes, 0);
    Arrays.fill(projections, 0);
    Arrays.fill(norms, 0);
  }

  int lanes() {
    return lanes;
  }

  /** How many numbers all lanes hold together. */
  int numbers() {
    return codes.length;
  }

  void startPass() {
    Arrays.fill(changes, 0);
  }

  boolean changedIn(int lane) {
    return changes[lane] != 0;
  }

  boolean anyChanged() {
    int any = 0;
    for (int change : changes) {
      any |= change;
    }
    return any != 0;
  }

  /**
   * Moves one code in every lane, where that is better.
   *
   * <p>Whether it is, is reckoned in the bits of numbers that are not negative, without the
   * vectors' masks, which cost more than all the rest where they are not registers of their own.
   */
  void move(int at) {
    FloatVector projection = FloatVector.fromArray(SPECIES, projections, 0);
    FloatVector norm = FloatVector.fromArray(SPECIES, norms, 0);
    FloatVector x = FloatVector.fromArray(SPECIES, values, at);
    FloatVector w = x.mul(x);
    FloatVector code = FloatVector.fromArray(SPECIES, codes, at);
    FloatVector weighted = w.mul(x);
    FloatVector others = projection.sub(weighted.mul(code));
    FloatVector othersNorm = norm.sub(w.mul(code).mul(code));
    FloatVector moved = nearest(x.mul(othersNorm).div(others), -levels, levels - 1);
    FloatVector newProjection = others.add(weighted.mul(moved));
    FloatVector newNorm = othersNorm.add(w.mul(moved).mul(moved));
    IntVector negativeIfBetter =
        projection
            .mul(projection)
            .mul(newNorm)
            .reinterpretAsInts()
            .sub(newProjection.mul(newProjection).mul(norm).reinterpretAsInts());
    IntVector positiveIfAllowed =
        moved
            .sub(code)
            .abs()
            .reinterpretAsInts()
            .min(others.reinterpretAsInts())
            .min(newNorm.reinterpretAsInts());
    IntVector better =
        negativeIfBetter
            .and(IntVector.zero(INTS).sub(positiveIfAllowed))
            .lanewise(VectorOperators.ASHR, 31);
    projection
        .reinterpretAsInts()
        .lanewise(VectorOperators.BITWISE_BLEND, newProjection.reinterpretAsInts(), better)
        .reinterpretAsFloats()
        .intoArray(projections, 0);
    norm.reinterpretAsInts()
        .lanewise(VectorOperators.BITWISE_BLEND, newNorm.reinterpretAsInts(), better)
        .reinterpretAsFloats()
        .intoArray(norms, 0);
    code.reinterpretAsInts()
        .lanewise(VectorOperators.BITWISE_BLEND, moved.reinterpretAsInts(), better)
        .reinterpretAsFloats()
        .intoArray(codes, at);
    IntVector.fromArray(INTS, changes, 0).or(better).intoArray(changes, 0);
  }

  /** Writes the scale of each lane to its sub-block's place. */
  void storeScales(float[] to, int from) {
    FloatVector norm = FloatVector.fromArray(SPECIES, norms, 0);
    VectorMask<Float> some = norm.compare(VectorOperators.GT, 0f);
    FloatVector quotient = FloatVector.fromArray(SPECIES, projections, 0).div(norm);
    FloatVector.zero(SPECIES).blend(quotient, some).intoArray(scales, 0);
    Largest.clearWhereNothing(largest, scales);
    for (int lane = 0; lane < lanes; lane++) {
      to[from + subBlocks[lane]] = scales[lane];
    }
  }
}
