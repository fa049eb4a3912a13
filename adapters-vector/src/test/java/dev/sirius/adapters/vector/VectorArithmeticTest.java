package dev.sirius.adapters.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.quantization.block.AffineGrid;
import dev.sirius.core.quantization.block.BlockArithmetic;
import dev.sirius.core.quantization.block.ScalarArithmetic;
import dev.sirius.core.quantization.block.SubBlocks;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the arithmetic in vector lanes gives the bits of the plain one")
class VectorArithmeticTest {

  private final BlockArithmetic plain = new ScalarArithmetic();
  private final BlockArithmetic lanes = new VectorArithmetic();

  @ParameterizedTest(name = "{0} sub-blocks")
  @ValueSource(ints = {0, 1, 3, 4, 5, 15, 16, 17, 31, 33, 64, 100, 257})
  @DisplayName("in the search for a scale")
  void symmetric(int count) {
    float[] expected = new float[count + 2];
    float[] actual = new float[count + 2];
    for (int levels : new int[] {4, 8, 32}) {
      SubBlocks blocks = blocks(16, count);

      plain.symmetric(blocks, levels, expected, 1);
      lanes.symmetric(blocks, levels, actual, 1);

      assertThat(actual).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0} sub-blocks")
  @ValueSource(ints = {0, 1, 3, 4, 5, 15, 16, 17, 31, 33, 64, 100, 257})
  @DisplayName("in the search that moves codes one at a time")
  void coordinateDescent(int count) {
    for (int mostDigits : new int[] {0, 11, 20}) {
      float[] values = blocks(16, count, mostDigits).values();
      float[] expected = new float[count + 2];
      float[] actual = new float[count + 2];

      plain.coordinateDescent(values, 0, 16, count, 4, expected, 1);
      lanes.coordinateDescent(values, 0, 16, count, 4, actual, 1);

      assertThat(actual).as("numbers up to 10^%d", mostDigits).isEqualTo(expected);
    }
  }

  @Test
  @DisplayName("in the search that moves codes one at a time, among numbers that are not finite")
  void coordinateDescentOfNoNumbers() {
    for (float hostile : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
      float[] values = blocks(16, 64, 0).values();
      values[500] = hostile;
      float[] expected = new float[64];
      float[] actual = new float[64];

      plain.coordinateDescent(values, 0, 16, 64, 4, expected, 0);
      lanes.coordinateDescent(values, 0, 16, 64, 4, actual, 0);

      assertThat(actual).as("with %s", hostile).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0} sub-blocks")
  @ValueSource(ints = {0, 1, 3, 4, 5, 15, 16, 17, 31, 33, 64, 100, 257})
  @DisplayName("in the search for a scale and an offset")
  void affine(int count) {
    for (AffineGrid.Deviation deviation : AffineGrid.Deviation.values()) {
      AffineGrid grid = new AffineGrid(15, -1f, 0.1f, 20, deviation);
      float[] expected = new float[count + 2];
      float[] actual = new float[count + 2];
      float[] expectedOffsets = new float[count + 2];
      float[] actualOffsets = new float[count + 2];
      SubBlocks blocks = blocks(32, count);

      plain.affine(blocks, grid, expected, expectedOffsets, 1);
      lanes.affine(blocks, grid, actual, actualOffsets, 1);

      assertThat(actual).isEqualTo(expected);
      assertThat(actualOffsets).isEqualTo(expectedOffsets);
    }
  }

  @ParameterizedTest(name = "{0} sub-blocks")
  @ValueSource(ints = {0, 1, 3, 4, 5, 15, 16, 17, 31, 33, 64, 100, 257})
  @DisplayName("in the search on uneven levels")
  void uneven(int count) {
    float[] expected = new float[count + 2];
    float[] actual = new float[count + 2];
    SubBlocks blocks = blocks(32, count);

    plain.uneven(blocks, expected, 1);
    lanes.uneven(blocks, actual, 1);

    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest(name = "runs of {0}")
  @ValueSource(ints = {1, 5, 16, 32})
  @DisplayName("in rounding to given grids, however far off these are")
  void round(int size) {
    int runs = 9;
    SubBlocks blocks = blocks(size, runs);
    SplittableRandom random = new SplittableRandom(5);
    float[] scales = new float[runs];
    float[] offsets = new float[runs];
    for (int i = 0; i < runs; i++) {
      scales[i] = (float) (random.nextDouble() * Math.pow(10, random.nextInt(-12, 3)));
      offsets[i] = (float) random.nextDouble();
    }
    byte[] expected = new byte[runs * size];
    byte[] actual = new byte[runs * size];

    plain.round(blocks.values(), 0, size, scales, offsets, -4, 3, expected);
    lanes.round(blocks.values(), 0, size, scales, offsets, -4, 3, actual);

    assertThat(actual).isEqualTo(expected);
  }

  /** Sub-blocks of every magnitude, some of zeros, some of equal numbers. */
  private static SubBlocks blocks(int size, int count) {
    return blocks(size, count, 20);
  }

  private static SubBlocks blocks(int size, int count, int mostDigits) {
    SplittableRandom random = new SplittableRandom(31L * size + count);
    float[] values = new float[size * count];
    float[] weights = new float[size * count];
    for (int block = 0; block < count; block++) {
      double unit = Math.pow(10, random.nextInt(-20, mostDigits));
      int kind = random.nextInt(8);
      for (int i = block * size; i < (block + 1) * size; i++) {
        double number = random.nextDouble() - 0.5;
        values[i] = (float) (kind == 0 ? 0 : kind == 1 ? -unit : number * unit);
        weights[i] = (float) random.nextDouble();
      }
    }
    return new SubBlocks(values, 0, weights, size, count);
  }
}
