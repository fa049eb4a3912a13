package dev.sirius.adapters.vector;

import static dev.sirius.adapters.vector.LaneArithmetic.LANES;
import static dev.sirius.adapters.vector.LaneArithmetic.SPECIES;

import dev.sirius.core.quantization.block.AffineGrid;
import dev.sirius.core.quantization.block.BlockArithmetic;
import dev.sirius.core.quantization.block.ScalarArithmetic;
import dev.sirius.core.quantization.block.SubBlocks;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Searches as many sub-blocks side by side as the machine's vectors have lanes. Every lane sums in
 * the order in which the scalar search sums, so that the scales are the same to the bit.
 */
final class VectorArithmetic implements BlockArithmetic {

  private final BlockArithmetic plain = new ScalarArithmetic();

  @Override
  public void symmetric(SubBlocks blocks, int levels, float[] scales, int to) {
    LaneGroup group = new LaneGroup(blocks.size());
    LaneSymmetricSearch search = new LaneSymmetricSearch(group, levels);
    for (int first = 0; first < blocks.count(); first += LANES) {
      int lanes = group.load(blocks, first);
      System.arraycopy(search.search(), 0, scales, to + first, lanes);
    }
  }

  @Override
  public void coordinateDescent(
      float[] values, int from, int size, int count, int levels, float[] scales, int to) {
    new LaneCoordinateDescent(size, levels, plain).search(values, from, count, scales, to);
  }

  @Override
  public void affine(SubBlocks blocks, AffineGrid grid, float[] scales, float[] offsets, int to) {
    LaneGroup group = new LaneGroup(blocks.size());
    LaneAffineSearch search = new LaneAffineSearch(group, grid);
    for (int first = 0; first < blocks.count(); first += LANES) {
      int lanes = group.load(blocks, first);
      search.search(scales, offsets, to + first, lanes);
    }
  }

  @Override
  public void uneven(SubBlocks blocks, float[] scales, int to) {
    LaneGroup group = new LaneGroup(blocks.size());
    LaneUnevenSearch search = new LaneUnevenSearch(group);
    for (int first = 0; first < blocks.count(); first += LANES) {
      int lanes = group.load(blocks, first);
      System.arraycopy(search.search(), 0, scales, to + first, lanes);
    }
  }

  @Override
  public void round(
      float[] values,
      int from,
      int size,
      float[] scales,
      float[] offsets,
      int least,
      int greatest,
      byte[] codes) {
    if (size % LANES != 0) {
      plain.round(values, from, size, scales, offsets, least, greatest, codes);
      return;
    }
    int[] few = new int[LANES];
    for (int run = 0; run < scales.length; run++) {
      float scale = scales[run];
      float offset = offsets[run];
      for (int i = run * size; i < (run + 1) * size; i += LANES) {
        FloatVector x = FloatVector.fromArray(SPECIES, values, from + i);
        IntVector rounded = LaneArithmetic.codes(x.add(offset).div(scale), least, greatest);
        if (LANES >= LaneArithmetic.FEWEST_FOR_BYTES) {
          rounded
              .convertShape(VectorOperators.I2B, LaneArithmetic.BYTES, 0)
              .reinterpretAsBytes()
              .intoArray(codes, i);
        } else {
          rounded.intoArray(few, 0);
          for (int lane = 0; lane < LANES; lane++) {
            codes[i + lane] = (byte) few[lane];
          }
        }
      }
    }
  }
}
