package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;
import java.util.Arrays;

/**
 * Q3_K: 256 numbers in sixteen sub-blocks of 16. A number is (d·scale)·code, with 16-bit d for all,
 * a signed 6-bit scale of its sub-block, and a code of −4 to 3.
 *
 * <p>Bytes: the codes' third bits at 0, bit {@code i / 32} of byte {@code i % 32}; their low bits
 * at 32 as {@link PairsOfBits}; the scales, raised by 32, at 96: low four bits of scale {@code j}
 * and {@code j + 8} in byte {@code j}, upper two bits of scales {@code j}, {@code j + 4}, {@code j
 * + 8} and {@code j + 12} in byte {@code 8 + j}; d at 108.
 */
final class Q3KCodec implements BlockCodec {

  private static final int SIZE = 16;
  private static final int SUB_BLOCKS = 16;
  private static final int BYTES = 110;
  private static final int LEVELS = 4;
  private static final int SCALE_LEVELS = 32;
  private static final int SCALES_AT = 96;
  private static final int D_AT = 108;

  private final BlockArithmetic arithmetic;
  private final Search search;

  Q3KCodec(BlockArithmetic arithmetic, Search search) {
    this.arithmetic = arithmetic;
    this.search = search;
  }

  @Override
  public TensorType type() {
    return TensorType.Q3_K;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type(), values, from, count, blocks, to);
    Batch batch = new Batch(count);
    for (int start = 0; start < count; start += batch.weights.length) {
      int elements = SuperBlock.batch(count, start);
      int subBlocks = elements / SIZE;
      CodeSearch codeSearch;
      if (search == Search.THOROUGH) {
        Weights.alike(values, from + start, elements, batch.weights, 0);
        arithmetic.symmetric(
            new SubBlocks(values, from + start, batch.weights, SIZE, subBlocks),
            LEVELS,
            batch.fittedScales,
            0);
        codeSearch = batch::symmetricCodes;
      } else {
        arithmetic.coordinateDescent(
            values, from + start, SIZE, subBlocks, LEVELS, batch.fittedScales, 0);
        codeSearch = Batch::descendedCodes;
      }
      for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
        float d = spread(batch.fittedScales, i / SIZE, batch.scales);
        batch.put(
            values,
            from + start,
            i,
            d,
            codeSearch,
            blocks,
            to + SuperBlock.index(start + i) * BYTES);
      }
    }
  }

  /** Spreads 6-bit codes up to the scale of largest magnitude; returns the step between them. */
  private static float spread(float[] scales, int first, int[] codes) {
    float largest = SymmetricSearch.signedLargest(scales, first, SUB_BLOCKS);
    if (largest == 0) {
      Arrays.fill(codes, 0);
      return 0;
    }
    float inverse = -SCALE_LEVELS / largest;
    for (int j = 0; j < SUB_BLOCKS; j++) {
      codes[j] =
          SCALE_LEVELS
              + Rounding.nearest(inverse * scales[first + j], -SCALE_LEVELS, SCALE_LEVELS - 1);
    }
    return 1 / inverse;
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
    Batch batch = new Batch(count);
    float[] sums = new float[SUB_BLOCKS];
    for (int start = 0; start < count; start += batch.weights.length) {
      int elements = SuperBlock.batch(count, start);
      SuperBlock.weighByImportance(
          values, from + start, elements, 2, importance, importanceFrom + start, batch.weights);
      arithmetic.symmetric(
          new SubBlocks(values, from + start, batch.weights, SIZE, elements / SIZE),
          LEVELS,
          batch.fittedScales,
          0);
      for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
        for (int j = 0; j < SUB_BLOCKS; j++) {
          sums[j] = SuperBlock.sum(batch.weights, i + j * SIZE, SIZE);
        }
        float d =
            SymmetricSearch.search(
                batch.fittedScales, i / SIZE, sums, 0, SUB_BLOCKS, SCALE_LEVELS, batch.scales, 0);
        batch.put(
            values,
            from + start,
            i,
            d,
            batch::symmetricCodes,
            blocks,
            to + SuperBlock.index(start + i) * BYTES);
      }
    }
  }

  /** The search of one sub-block that also tells its codes. */
  private interface CodeSearch {
    /**
     * Searches a sub-block.
     *
     * @param from where in the values it starts
     * @param inBatch where in the batch it starts
     */
    int[] codes(float[] values, int from, int inBatch);
  }

  /** The working arrays for the super-blocks that are searched together. */
  private final class Batch {

    private final float[] weights;
    private final float[] fittedScales;
    private final int[] scales = new int[SUB_BLOCKS];
    private final float[] storedScales = new float[SUB_BLOCKS];
    private final float[] noOffsets = new float[SUB_BLOCKS];
    private final byte[] codes = new byte[SuperBlock.ELEMENTS];
    private final SuperBlockRefinement refinement =
        SuperBlockRefinement.symmetric(SIZE, LEVELS, SCALE_LEVELS);

    Batch(int count) {
      this.weights = new float[SuperBlock.batch(count, 0)];
      this.fittedScales = new float[weights.length / SIZE];
    }

    /**
     * Rounds every number to the grid that the stored scales give, and stores the super-block.
     *
     * @param from where the batch starts in the values
     * @param start where the super-block starts in the batch
     */
    private void put(
        float[] values,
        int from,
        int start,
        float fittedD,
        CodeSearch codeSearch,
        byte[] blocks,
        int to) {
      float d = search == Search.THOROUGH ? refined(values, from, start, fittedD) : fittedD;
      float storedD = HalfFloat.rounded(d);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        storedScales[j] = storedD * (scales[j] - SCALE_LEVELS);
      }
      arithmetic.round(
          values, from + start, SIZE, storedScales, noOffsets, -LEVELS, LEVELS - 1, codes);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        if (storedScales[j] == 0) {
          // Without a scale there is no grid to round to: the codes of the search stay.
          int at = start + j * SIZE;
          SuperBlock.keep(codeSearch.codes(values, from + at, at), codes, j * SIZE);
        }
      }
      Q3KCodec.put(d, scales, codes, blocks, to);
    }

    int[] symmetricCodes(float[] values, int from, int inBatch) {
      int[] codes = new int[SIZE];
      SymmetricSearch.search(values, from, weights, inBatch, SIZE, LEVELS, codes, 0);
      return codes;
    }

    static int[] descendedCodes(float[] values, int from, int inBatch) {
      int[] codes = new int[SIZE];
      CoordinateDescent.search(values, from, SIZE, LEVELS, codes);
      return codes;
    }

    private float refined(float[] values, int from, int start, float d) {
      int[] lowered = new int[SUB_BLOCKS];
      for (int j = 0; j < SUB_BLOCKS; j++) {
        lowered[j] = scales[j] - SCALE_LEVELS;
      }
      refinement.refine(values, from + start, weights, start, d, 0, lowered, new int[SUB_BLOCKS]);
      for (int j = 0; j < SUB_BLOCKS; j++) {
        scales[j] = lowered[j] + SCALE_LEVELS;
      }
      return refinement.d();
    }
  }

  private static void put(float d, int[] scaleCodes, byte[] codes, byte[] blocks, int to) {
    EightCodes.putSingleBits(codes, 2, blocks, to);
    PairsOfBits.put(codes, 0, blocks, to + 32);
    for (int j = 0; j < 8; j++) {
      blocks[to + SCALES_AT + j] = (byte) ((scaleCodes[j] & 15) | (scaleCodes[j + 8] & 15) << 4);
    }
    for (int j = 0; j < 4; j++) {
      blocks[to + SCALES_AT + 8 + j] =
          (byte)
              (scaleCodes[j] >> 4
                  | (scaleCodes[j + 4] >> 4) << 2
                  | (scaleCodes[j + 8] >> 4) << 4
                  | (scaleCodes[j + 12] >> 4) << 6);
    }
    LittleEndian.putHalf(blocks, to + D_AT, d);
  }

  @Override
  public void decode(byte[] blocks, int from, float[] values, int to, int count) {
    Ranges.check(type(), values, to, count, blocks, from);
    for (int block = 0; block < count / SuperBlock.ELEMENTS; block++) {
      int start = from + block * BYTES;
      float d = LittleEndian.halfAt(blocks, start + D_AT);
      int target = to + block * SuperBlock.ELEMENTS;
      for (int j = 0; j < SUB_BLOCKS; j++) {
        float scale = d * (scaleCode(blocks, start + SCALES_AT, j) - SCALE_LEVELS);
        for (int i = j * SIZE; i < (j + 1) * SIZE; i++) {
          int third = (blocks[start + i % 32] >> (i / 32)) & 1;
          int code = PairsOfBits.at(blocks, start + 32, i) | third << 2;
          values[target + i] = scale * (code - LEVELS);
        }
      }
    }
  }

  private static int scaleCode(byte[] blocks, int from, int j) {
    int low = (blocks[from + j % 8] >> (j < 8 ? 0 : 4)) & 15;
    int high = (blocks[from + 8 + j % 4] >> (2 * (j / 4))) & 3;
    return low | high << 4;
  }
}
