package dev.sirius.core.quantization.block;

/**
 * Fits the parts of a super-block's grid to each other. A number x is near to D·q − M with D =
 * d·scale and M = m·offset of its sub-block and its own code q; scales and offsets are whole, d and
 * m are 16-bit numbers.
 *
 * <p>In turns, each of which lowers Σ w·(D·q − M − x)² but for the rounding of d and m:
 *
 * <ol>
 *   <li>each sub-block tries its scale, at first also the two next to it, each with its offset and
 *       with the offset that is best for the codes found; the numbers are rounded anew for each;
 *   <li>with all codes, scales and offsets held, d and m are solved for by least squares.
 * </ol>
 *
 * The best of all turns is kept.
 */
final class SuperBlockRefinement {

  private static final int TURNS = 3;

  private final int size;
  private final int leastCode;
  private final int greatestCode;
  private final int leastScale;
  private final int greatestScale;
  private final boolean hasOffsets;

  private final int[] bestScales;
  private final int[] bestOffsets;
  private final Fit best = new Fit();
  private final Fit tried = new Fit();
  private float d;
  private float m;

  /** What a sub-block comes to with one scale and offset. */
  private static final class Fit {
    private int scale;
    private int offset;
    private float error;
    private float sumQ;
    private float sumQQ;
    private float sumQX;

    void set(Fit other) {
      scale = other.scale;
      offset = other.offset;
      error = other.error;
      sumQ = other.sumQ;
      sumQQ = other.sumQQ;
      sumQX = other.sumQX;
    }
  }

  private SuperBlockRefinement(
      int size,
      int leastCode,
      int greatestCode,
      int leastScale,
      int greatestScale,
      boolean hasOffsets) {
    this.size = size;
    this.leastCode = leastCode;
    this.greatestCode = greatestCode;
    this.leastScale = leastScale;
    this.greatestScale = greatestScale;
    this.hasOffsets = hasOffsets;
    this.bestScales = new int[SuperBlock.ELEMENTS / size];
    this.bestOffsets = new int[bestScales.length];
  }

  /** For codes {@code 0 … levels}, and scales and offsets {@code 0 … topScale}. */
  static SuperBlockRefinement affine(int size, int levels, int topScale) {
    return new SuperBlockRefinement(size, 0, levels, 0, topScale, true);
  }

  /** For codes {@code −levels … levels − 1} and scales {@code −scaleLevels … scaleLevels − 1}. */
  static SuperBlockRefinement symmetric(int size, int levels, int scaleLevels) {
    return new SuperBlockRefinement(
        size, -levels, levels - 1, -scaleLevels, scaleLevels - 1, false);
  }

  /** What scales are multiples of, as it was found: a 16-bit number. */
  float d() {
    return d;
  }

  /** What offsets are multiples of, as it was found: a 16-bit number. */
  float m() {
    return m;
  }

  /**
   * Refines one super-block; {@link #d} and {@link #m} tell the rest of what was found.
   *
   * @param startD what the scales are multiples of to start with
   * @param startM what the offsets are multiples of to start with; 0 without offsets
   * @param scales to start with, one for each sub-block; replaced
   * @param offsets to start with, one for each sub-block; replaced
   */
  void refine(
      float[] values,
      int from,
      float[] weights,
      int weightsFrom,
      float startD,
      float startM,
      int[] scales,
      int[] offsets) {
    float turnD = HalfFloat.rounded(startD);
    float turnM = HalfFloat.rounded(startM);
    double least = Double.POSITIVE_INFINITY;
    d = turnD;
    m = turnM;
    System.arraycopy(scales, 0, bestScales, 0, scales.length);
    System.arraycopy(offsets, 0, bestOffsets, 0, offsets.length);
    for (int turn = 0; turn < TURNS; turn++) {
      double error = 0;
      double dd = 0;
      double dm = 0;
      double mm = 0;
      double dx = 0;
      double mx = 0;
      for (int j = 0; j < scales.length; j++) {
        int at = weightsFrom + j * size;
        float sumW = 0;
        float sumWX = 0;
        for (int i = 0; i < size; i++) {
          float w = weights[at + i];
          sumW += w;
          sumWX += w * values[from + j * size + i];
        }
        fit(
            values,
            from + j * size,
            weights,
            at,
            turnD,
            turnM,
            scales[j],
            offsets[j],
            sumW,
            sumWX,
            turn == 0 ? 1 : 0);
        scales[j] = best.scale;
        offsets[j] = best.offset;
        double scale = best.scale;
        double offset = best.offset;
        error += best.error;
        dd += scale * scale * best.sumQQ;
        dm -= scale * offset * best.sumQ;
        mm += offset * offset * sumW;
        dx += scale * best.sumQX;
        mx -= offset * sumWX;
      }
      if (error < least) {
        least = error;
        d = turnD;
        m = turnM;
        System.arraycopy(scales, 0, bestScales, 0, scales.length);
        System.arraycopy(offsets, 0, bestOffsets, 0, offsets.length);
      }
      double determinant = dd * mm - dm * dm;
      float nextD = turnD;
      float nextM = turnM;
      if (determinant > 1e-6 * dd * mm) {
        nextD = HalfFloat.rounded((float) ((mm * dx - dm * mx) / determinant));
        nextM = HalfFloat.rounded((float) ((dd * mx - dm * dx) / determinant));
      } else if (dd > 0 && mm == 0) {
        nextD = HalfFloat.rounded((float) (dx / dd));
      }
      if (isUsable(nextD) && (isUsable(nextM) || nextM == 0)) {
        turnD = nextD;
        turnM = nextM;
      }
    }
    System.arraycopy(bestScales, 0, scales, 0, scales.length);
    System.arraycopy(bestOffsets, 0, offsets, 0, offsets.length);
  }

  /** Affine grids have no use for a negative step, and no grid for one of 0 or without an end. */
  private boolean isUsable(float step) {
    return (hasOffsets ? step > 0 : step != 0) && Math.abs(step) <= 65504;
  }

  /**
   * Finds the best scale and offset of one sub-block, near to those that it has.
   *
   * @param farthest how many scales next to its own are tried on each side
   */
  private void fit(
      float[] values,
      int from,
      float[] weights,
      int weightsFrom,
      float stepD,
      float stepM,
      int scale,
      int offset,
      float sumW,
      float sumWX,
      int farthest) {
    best.error = Float.POSITIVE_INFINITY;
    best.scale = scale;
    best.offset = offset;
    best.sumQ = 0;
    best.sumQQ = 0;
    best.sumQX = 0;
    for (int near = -farthest; near <= farthest; near++) {
      int next = scale + near;
      if (next < leastScale || next > greatestScale) {
        continue;
      }
      round(values, from, weights, weightsFrom, stepD, stepM, next, offset);
      keepBetter();
      if (hasOffsets && stepM > 0 && sumW > 0) {
        float wanted = (stepD * next * tried.sumQ - sumWX) / sumW / stepM;
        int moved = (int) Math.max(0, Math.min(greatestScale, wanted + 0.5f));
        if (moved != offset) {
          round(values, from, weights, weightsFrom, stepD, stepM, next, moved);
          keepBetter();
        }
      }
    }
  }

  private void keepBetter() {
    if (tried.error < best.error) {
      best.set(tried);
    }
  }

  private void round(
      float[] values,
      int from,
      float[] weights,
      int weightsFrom,
      float stepD,
      float stepM,
      int scale,
      int offset) {
    float step = stepD * scale;
    float lowered = stepM * offset;
    float inverse = step == 0 ? 0 : 1 / step;
    float error = 0;
    float sumQ = 0;
    float sumQQ = 0;
    float sumQX = 0;
    for (int i = 0; i < size; i++) {
      float x = values[from + i];
      float w = weights[weightsFrom + i];
      float q = Rounding.nearest((x + lowered) * inverse, leastCode, greatestCode);
      float off = step * q - lowered - x;
      error += w * off * off;
      sumQ += w * q;
      sumQQ += w * q * q;
      sumQX += w * q * x;
    }
    tried.scale = scale;
    tried.offset = offset;
    tried.error = error;
    tried.sumQ = sumQ;
    tried.sumQQ = sumQQ;
    tried.sumQX = sumQX;
  }
}
