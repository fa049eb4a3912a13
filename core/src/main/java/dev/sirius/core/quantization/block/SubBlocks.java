package dev.sirius.core.quantization.block;

import java.util.Objects;

/**
 * Runs of numbers, one after another, each of which is to get a scale of its own, with what an
 * error in each number weighs.
 *
 * <p>A view on the caller's arrays, which stay the caller's: nothing is copied.
 */
public final class SubBlocks {

  private final float[] values;
  private final int from;
  private final float[] weights;
  private final int size;
  private final int count;

  /**
   * @param from where in {@code values} the first run starts
   * @param weights the weight of {@code values[from + i]} at {@code i}
   * @param size numbers of one run
   * @param count how many runs
   * @throws IllegalArgumentException when there are not as many values and weights
   */
  public SubBlocks(float[] values, int from, float[] weights, int size, int count) {
    if (size < 1 || count < 0) {
      throw new IllegalArgumentException(
          count + " runs of " + size + " numbers; 0 or more of 1 or more are needed");
    }
    int numbers = Math.multiplyExact(size, count);
    Objects.checkFromIndexSize(from, numbers, values.length);
    Objects.checkFromIndexSize(0, numbers, weights.length);
    this.values = values;
    this.from = from;
    this.weights = weights;
    this.size = size;
    this.count = count;
  }

  /** The caller's own array. */
  public float[] values() {
    return values;
  }

  /** Where run {@code index} starts in {@link #values()}. */
  public int valuesFrom(int index) {
    return from + index * size;
  }

  /** The caller's own array. */
  public float[] weights() {
    return weights;
  }

  /** Where run {@code index} starts in {@link #weights()}. */
  public int weightsFrom(int index) {
    return index * size;
  }

  /** Numbers of one run. */
  public int size() {
    return size;
  }

  /** How many runs there are. */
  public int count() {
    return count;
  }
}
