package dev.sirius.adapters.vector;

import static dev.sirius.adapters.vector.LaneArithmetic.LANES;

import dev.sirius.core.quantization.block.SubBlocks;

/**
 * As many sub-blocks as there are lanes, turned so that number {@code i} of all of them lies
 * together. Lanes without a sub-block hold zeros.
 */
final class LaneGroup {

  private final int size;
  private final float[] values;
  private final float[] weights;

  LaneGroup(int size) {
    this.size = size;
    this.values = new float[size * LANES];
    this.weights = new float[size * LANES];
  }

  /** Takes the sub-blocks from {@code first} on; returns how many there were. */
  int load(SubBlocks blocks, int first) {
    int lanes = Math.min(LANES, blocks.count() - first);
    turn(blocks.values(), blocks.valuesFrom(first), lanes, values);
    turn(blocks.weights(), blocks.weightsFrom(first), lanes, weights);
    return lanes;
  }

  private void turn(float[] from, int start, int lanes, float[] to) {
    for (int i = 0; i < size; i++) {
      for (int lane = 0; lane < lanes; lane++) {
        to[i * LANES + lane] = from[start + lane * size + i];
      }
      for (int lane = lanes; lane < LANES; lane++) {
        to[i * LANES + lane] = 0;
      }
    }
  }

  int size() {
    return size;
  }

  float[] values() {
    return values;
  }

  float[] weights() {
    return weights;
  }
}
