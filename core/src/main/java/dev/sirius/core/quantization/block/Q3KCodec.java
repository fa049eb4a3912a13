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

  private final ScaleSearch search;

  Q3KCodec(ScaleSearch search) {
    this.search = search;
  }

  @Override
  public TensorType type() {
    return TensorType.Q3_K;
  }

  @Override
  public void encode(float[] values, int from, int count, byte[] blocks, int to) {
    Ranges.check(type(), values, from, count, blocks, to);
    float[] weights = new float[SuperBlock.batch(count, 0)];
    float[] scales = new float[weights.length / SIZE];
    byte[] scaleCodes = new byte[SUB_BLOCKS];
    byte[] codes = new byte[SuperBlock.ELEMENTS];
    for (int start = 0; start < count; start += weights.length) {
      int elements = SuperBlock.batch(count, start);
      Weights.squares(values, from + start, elements, weights, 0);
      search.coordinateDescent(
          new SubBlocks(values, from + start, weights, SIZE, elements / SIZE), LEVELS, scales, 0);
      for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
        float d = quantizeToLargest(scales, i / SIZE, scaleCodes);
        float storedD = HalfFloat.rounded(d);
        int first = from + start + i;
        for (int j = 0; j < SUB_BLOCKS; j++) {
          float scale = storedD * (scaleCodes[j] - SCALE_LEVELS);
          if (scale == 0) {
            CoordinateDescent.search(
                values, first + j * SIZE, weights, i + j * SIZE, SIZE, LEVELS, codes, j * SIZE);
          } else {
            round(values, first + j * SIZE, scale, codes, j * SIZE);
          }
        }
        put(d, scaleCodes, codes, blocks, to + (start + i) / SuperBlock.ELEMENTS * BYTES);
      }
    }
  }

  /** Spreads 6-bit codes up to the scale of largest magnitude; returns the step between them. */
  private static float quantizeToLargest(float[] scales, int first, byte[] codes) {
    float largest = SymmetricSearch.signedLargest(scales, first, SUB_BLOCKS);
    if (largest == 0) {
      Arrays.fill(codes, (byte) 0);
      return 0;
    }
    float inverse = -SCALE_LEVELS / largest;
    for (int j = 0; j < SUB_BLOCKS; j++) {
      codes[j] =
          (byte)
              (SCALE_LEVELS
                  + Rounding.nearest(inverse * scales[first + j], -SCALE_LEVELS, SCALE_LEVELS - 1));
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
    float[] weights = new float[SuperBlock.batch(count, 0)];
    float[] scales = new float[weights.length / SIZE];
    float[] sums = new float[SUB_BLOCKS];
    byte[] scaleCodes = new byte[SUB_BLOCKS];
    byte[] codes = new byte[SuperBlock.ELEMENTS];
    for (int start = 0; start < count; start += weights.length) {
      int elements = SuperBlock.batch(count, start);
      SuperBlock.weighByImportance(
          values, from + start, elements, 2, importance, importanceFrom + start, weights);
      search.symmetric(
          new SubBlocks(values, from + start, weights, SIZE, elements / SIZE), LEVELS, scales, 0);
      for (int i = 0; i < elements; i += SuperBlock.ELEMENTS) {
        for (int j = 0; j < SUB_BLOCKS; j++) {
          sums[j] = SuperBlock.sum(weights, i + j * SIZE, SIZE);
        }
        float d =
            SymmetricSearch.search(
                scales, i / SIZE, sums, 0, SUB_BLOCKS, SCALE_LEVELS, scaleCodes, 0);
        float storedD = HalfFloat.rounded(d);
        int first = from + start + i;
        for (int j = 0; j < SUB_BLOCKS; j++) {
          float scale = storedD * (scaleCodes[j] - SCALE_LEVELS);
          if (scale == 0) {
            SymmetricSearch.search(
                values, first + j * SIZE, weights, i + j * SIZE, SIZE, LEVELS, codes, j * SIZE);
          } else {
            round(values, first + j * SIZE, scale, codes, j * SIZE);
          }
        }
        put(d, scaleCodes, codes, blocks, to + (start + i) / SuperBlock.ELEMENTS * BYTES);
      }
    }
  }

  private static void round(float[] values, int from, float scale, byte[] codes, int to) {
    for (int i = 0; i < SIZE; i++) {
      codes[to + i] =
          (byte) (LEVELS + Rounding.nearest(values[from + i] / scale, -LEVELS, LEVELS - 1));
    }
  }

  private static void put(float d, byte[] scaleCodes, byte[] codes, byte[] blocks, int to) {
    for (int i = 0; i < 32; i++) {
      int thirdBits = 0;
      for (int run = 0; run < 8; run++) {
        thirdBits |= (codes[run * 32 + i] >> 2) << run;
      }
      blocks[to + i] = (byte) thirdBits;
    }
    PairsOfBits.put(codes, blocks, to + 32);
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
