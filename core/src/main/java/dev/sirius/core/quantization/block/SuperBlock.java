package dev.sirius.core.quantization.block;

/** What the types of 256 numbers to a block have in common. */
final class SuperBlock {

  /** Numbers of a super-block. */
  static final int ELEMENTS = 256;

  /**
   * Super-blocks that are searched together: enough to fill vector lanes, little enough to cache.
   */
  static final int BATCH = 16;

  private SuperBlock() {}

  /** How many numbers the batch has that begins after {@code start} of {@code count} numbers. */
  static int batch(int count, int start) {
    return Math.min(BATCH * ELEMENTS, count - start);
  }

  /** The number of the super-block in which element {@code element} lies. */
  static int index(int element) {
    return element / ELEMENTS;
  }

  /** Takes the codes that a search told, in place of rounded ones. */
  static void keep(int[] searched, byte[] codes, int to) {
    for (int i = 0; i < searched.length; i++) {
      codes[to + i] = (byte) searched[i];
    }
  }

  /** The weights of one sub-block, summed in order. */
  static float sum(float[] weights, int from, int size) {
    float sum = 0;
    for (int i = 0; i < size; i++) {
      sum += weights[from + i];
    }
    return sum;
  }

  /**
   * The importance weights of a run of super-blocks, each with its own mean square.
   *
   * @param varianceFactor what the mean square is multiplied by to give σ²
   */
  static void weighByImportance(
      float[] values,
      int from,
      int count,
      float varianceFactor,
      float[] importance,
      int importanceFrom,
      float[] weights) {
    for (int start = 0; start < count; start += ELEMENTS) {
      float variance = varianceFactor * Weights.meanSquare(values, from + start, ELEMENTS);
      Weights.byImportance(
          values,
          from + start,
          ELEMENTS,
          variance,
          importance,
          importanceFrom + start,
          weights,
          start);
    }
  }
}
