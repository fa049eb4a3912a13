package dev.sirius.core.quantization.block;

/**
 * The grids that the affine search tries: candidate {@code s = 0 … steps} spreads {@code levels +
 * first + s · step} steps over the range of the numbers.
 *
 * @param levels the greatest code; codes start at 0
 * @param first the first candidate's deviation from {@code levels}
 * @param step how far the candidates lie apart
 * @param steps the number of the last candidate
 * @param deviation how errors are summed
 */
public record AffineGrid(int levels, float first, float step, int steps, Deviation deviation) {

  /** What one number's deviation counts, before its weight. */
  public enum Deviation {
    ABSOLUTE,
    SQUARE
  }

  public AffineGrid {
    if (levels < 1 || levels > 127) {
      throw new IllegalArgumentException("a greatest code of " + levels + "; 1 to 127 is allowed");
    }
    if (steps < 0) {
      throw new IllegalArgumentException(steps + " as last candidate; 0 or more is allowed");
    }
  }

  /** How many steps candidate {@code candidate} spreads over the range. */
  public float stepsOverRange(int candidate) {
    return first + step * candidate + levels;
  }
}
