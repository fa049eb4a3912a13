package dev.sirius.adapters.vector;

import static dev.sirius.adapters.vector.LaneArithmetic.LANES;
import static dev.sirius.adapters.vector.LaneArithmetic.SPECIES;
import static dev.sirius.adapters.vector.LaneArithmetic.nearest;

import dev.sirius.core.quantization.block.SubBlocks;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The search that moves codes one at a time, in every lane. A lane in which a pass changed nothing
 * would change nothing in later passes either, so that all lanes may go on until none changes.
 *
 * <p>Every move waits for the one before it in its lane. Groups of lanes take turns, so that the
 * processor has others to go on with meanwhile.
 */
final class LaneCoordinateDescent {

  /** How many groups take turns. */
  static final int GROUPS = 2;

  private static final int PASSES = 5;

  private final int levels;
  private final LaneGroup[] groups = new LaneGroup[GROUPS];
  private final float[][] codes = new float[GROUPS][];
  private final float[][] largest = new float[GROUPS][LANES];
  private final float[][] projections = new float[GROUPS][LANES];
  private final float[][] norms = new float[GROUPS][LANES];
  private final float[] changes = new float[LANES];
  private final float[] scale = new float[LANES];

  LaneCoordinateDescent(int size, int levels) {
    this.levels = levels;
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = new LaneGroup(size);
      codes[i] = new float[size * LANES];
    }
  }

  /** Searches the sub-blocks from {@code first} on, as many as the groups have lanes. */
  void search(SubBlocks blocks, int first, float[] scales, int to) {
    int[] lanes = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      lanes[i] = groups[i].load(blocks, Math.min(blocks.count(), first + i * LANES));
      start(i);
    }
    boolean changed = true;
    for (int pass = 0; pass < PASSES && changed; pass++) {
      changed = pass();
    }
    for (int i = 0; i < GROUPS; i++) {
      finish(i);
      System.arraycopy(scale, 0, scales, Math.min(scales.length, to + i * LANES), lanes[i]);
    }
  }

  private void start(int index) {
    float[] values = groups[index].values();
    float[] weights = groups[index].weights();
    float[] codes = this.codes[index];
    int numbers = codes.length;
    int least = -levels;
    int greatest = levels - 1;
    Largest.find(values, groups[index].size(), largest[index]);
    FloatVector inverse =
        FloatVector.broadcast(SPECIES, -levels)
            .div(FloatVector.fromArray(SPECIES, largest[index], 0));
    FloatVector projection = FloatVector.zero(SPECIES);
    FloatVector norm = FloatVector.zero(SPECIES);
    for (int i = 0; i < numbers; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, values, i);
      FloatVector w = FloatVector.fromArray(SPECIES, weights, i);
      FloatVector code = nearest(inverse.mul(x), least, greatest);
      projection = projection.add(w.mul(x).mul(code));
      norm = norm.add(w.mul(code).mul(code));
      code.intoArray(codes, i);
    }
    projection.intoArray(projections[index], 0);
    norm.intoArray(norms[index], 0);
  }

  /** Moves every code of every lane once; says whether any changed. */
  private boolean pass() {
    int numbers = codes[0].length;
    FloatVector.zero(SPECIES).intoArray(changes, 0);
    for (int i = 0; i < numbers; i += LANES) {
      for (int group = 0; group < GROUPS; group++) {
        move(
            groups[group].values(),
            groups[group].weights(),
            codes[group],
            i,
            projections[group],
            norms[group]);
      }
    }
    return FloatVector.fromArray(SPECIES, changes, 0).compare(VectorOperators.NE, 0f).anyTrue();
  }

  /** Moves one code in every lane of a group. */
  private void move(
      float[] values, float[] weights, float[] codes, int at, float[] projections, float[] norms) {
    FloatVector projection = FloatVector.fromArray(SPECIES, projections, 0);
    FloatVector norm = FloatVector.fromArray(SPECIES, norms, 0);
    FloatVector x = FloatVector.fromArray(SPECIES, values, at);
    FloatVector w = FloatVector.fromArray(SPECIES, weights, at);
    FloatVector code = FloatVector.fromArray(SPECIES, codes, at);
    FloatVector weighted = w.mul(x);
    FloatVector others = projection.sub(weighted.mul(code));
    FloatVector othersNorm = norm.sub(w.mul(code).mul(code));
    FloatVector moved = nearest(x.mul(othersNorm).div(others), -levels, levels - 1);
    FloatVector newProjection = others.add(weighted.mul(moved));
    FloatVector newNorm = othersNorm.add(w.mul(moved).mul(moved));
    FloatVector step = moved.sub(code);
    VectorMask<Float> better =
        newProjection
            .mul(newProjection)
            .mul(norm)
            .compare(VectorOperators.GT, projection.mul(projection).mul(newNorm))
            .and(
                step.mul(step)
                    .reinterpretAsInts()
                    .min(others.reinterpretAsInts())
                    .min(newNorm.reinterpretAsInts())
                    .compare(VectorOperators.GT, 0)
                    .cast(SPECIES));
    projection.blend(newProjection, better).intoArray(projections, 0);
    norm.blend(newNorm, better).intoArray(norms, 0);
    code.blend(moved, better).intoArray(codes, at);
    FloatVector.fromArray(SPECIES, changes, 0).blend(1f, better).intoArray(changes, 0);
  }

  private void finish(int index) {
    FloatVector norm = FloatVector.fromArray(SPECIES, norms[index], 0);
    VectorMask<Float> some = norm.compare(VectorOperators.GT, 0f);
    FloatVector quotient = FloatVector.fromArray(SPECIES, projections[index], 0).div(norm);
    FloatVector.zero(SPECIES).blend(quotient, some).intoArray(scale, 0);
    Largest.clearWhereNothing(largest[index], scale);
  }
}
