package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;
import java.util.Arrays;

/**
 * Q6_K: 256 numbers in sixteen sub-blocks of 16. A number is (d·scale)·code, with 16-bit d for all,
 * a signed 8-bit scale of its sub-block, and a code of −32 to 31.
 *
 * <p>Bytes: the low four bits of the codes, raised by 32, at 0: each half of 128 codes takes 64
 * bytes, code {@code i} and {@code i + 64} sharing one; the upper two bits at 128: each half takes
 * 32 bytes as in {@link PairsOfBits}; the scales at 192; d at 208.
 */
final class Q6KCodec implements BlockCodec {

  private static final int SIZE = 16;
  private static final int SUB_BLOCKS = 16;
  private static final int BYTES = 210;
  private static final int LEVELS = 32;
  private static final int UPPER_AT = 128;
  private static final int SCALES_AT = 192;
  private static final int D_AT = 208;

  private final BlockArithmetic arithmetic;
  private final Search search;

  Q6KCodec(BlockArithmetic arithmetic, Search search) {
    this.arithmetic = arithmetic;
    this.search = search;
  }

  @Override
  public TensorType type() {
    return TensorType.Q6_K;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type(), values, from, count, blocks, to);
    float[] weights = new float[SuperBlock.batch(count, 0)];
    for (int start = 0; start < count; start += weights.length) {
      int elements = SuperBlock.batch(count, start);
      if (search == Search.THOROUGH) {
        Weights.alike(values, from + start, elements, weights, 0);
      } else {
        Weights.squares(values, from + start, elements, weights, 0);
      }
      encodeBatch(
          values,
          from + start,
          elements,
          weights,
          blocks,
          to + start / SuperBlock.ELEMENTS * BYTES);
    }
  }

  @Override
  public void encodeRow(
      float[] values,
      int from,
      int count,
      float[] importance,
      int importanceFrom,
      byte[] blocks,
      int to) {
    Ranges.check(type(), values, from, count, blocks, to);
    Ranges.checkImportance(importance, importanceFrom, count);
    float[] weights = new float[SuperBlock.batch(count, 0)];
    for (int start = 0; start < count; start += weights.length) {
      int elements = SuperBlock.batch(count, start);
      System.arraycopy(importance, importanceFrom + start, weights, 0, elements);
      encodeBatch(
          values,
          from + start,
          elements,
          weights,
          blocks,
          to + start / SuperBlock.ELEMENTS * BYTES);
    }
  }

  private void encodeBatch(
      float[] values, int from, int elements, float[] weights, byte[] blocks, int to) {
    float[] fittedScales = new float[elements / SIZE];
    float[] storedScales = new float[SUB_BLOCKS];
    float[] noOffsets = new float[SUB_BLOCKS];
    byte[] codes = new byte[SuperBlock.ELEMENTS];
    int[] scales = new int[SUB_BLOCKS];
    SuperBlockRefinement refinement = SuperBlockRefinement.symmetric(SIZE, LEVELS, 128);
    arithmetic.symmetric(
        new SubBlocks(values, from, weights, SIZE, elements / SIZE), LEVELS, fittedScales, 0);
    for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
      int target = to + SuperBlock.index(i) * BYTES;
      float largest = SymmetricSearch.signedLargest(fittedScales, i / SIZE, SUB_BLOCKS);
      if (Math.abs(largest) < SymmetricSearch.NOTHING) {
        Arrays.fill(blocks, target, target + BYTES, (byte) 0);
        continue;
      }
      float inverse = -128 / largest;
      short d = HalfFloat.ofFloat(1 / inverse);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        scales[j] = Math.min(127, Rounding.nearest(inverse * fittedScales[i / SIZE + j]));
      }
      if (search == Search.THOROUGH) {
        refinement.refine(
            values, from + i, weights, i, 1 / inverse, 0, scales, new int[SUB_BLOCKS]);
        d = HalfFloat.ofFloat(refinement.d());
      }
      for (int j = 0; j < SUB_BLOCKS; j++) {
        int scale = scales[j];
        blocks[target + SCALES_AT + j] = (byte) scale;
        storedScales[j] = HalfFloat.toFloat(d) * (byte) scale;
      }
      arithmetic.round(values, from + i, SIZE, storedScales, noOffsets, -LEVELS, LEVELS - 1, codes);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        if (storedScales[j] == 0) {
          // Without a scale there is no grid to round to: the codes of the search stay.
          int at = i + j * SIZE;
          int[] searched = new int[SIZE];
          SymmetricSearch.search(values, from + at, weights, at, SIZE, LEVELS, searched, 0);
          SuperBlock.keep(searched, codes, j * SIZE);
        }
      }
      putCodes(codes, blocks, target);
      LittleEndian.putShort(blocks, target + D_AT, d);
    }
  }

  private static void putCodes(byte[] codes, byte[] blocks, int to) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 64; i += EightCodes.COUNT) {
        int low = half * 128 + i;
        EightCodes.putHalves(codes, low, low + 64, blocks, to + half * 64 + i);
      }
    }
    PairsOfBits.put(codes, 4, blocks, to + UPPER_AT);
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type(), values, to, count, blocks, from);
    for (int block = 0; block < count / SuperBlock.ELEMENTS; block++) {
      int start = from + block * BYTES;
      float d = LittleEndian.halfAt(blocks, start + D_AT);
      int target = to + block * SuperBlock.ELEMENTS;
      for (int j = 0; j < SUB_BLOCKS; j++) {
        float scale = d * blocks[start + SCALES_AT + j];
        for (int i = j * SIZE; i < (j + 1) * SIZE; i++) {
          int half = i / 128;
          int rest = i % 128;
          int low = (blocks[start + half * 64 + rest % 64] >> (rest < 64 ? 0 : 4)) & 15;
          int upper = PairsOfBits.at(blocks, start + UPPER_AT, i);
          values[target + i] = scale * ((low | upper << 4) - LEVELS);
        }
      }
    }
  }
}
