package dev.sirius.core.quantization.block;

import java.util.Arrays;

/** What an error in each number weighs in a search. */
final class Weights {

  private Weights() {}

  /** The mean of the squares, summed in order. */
  static float meanSquare(float[] values, int from, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[from + i] * values[from + i];
    }
    return sum / count;
  }

  /** w = 1. */
  static void alike(float[] values, int from, int count, float[] weights, int to) {
    Arrays.fill(weights, to, to + count, 1);
  }

  /** w = x². */
  static void squares(float[] values, int from, int count, float[] weights, int to) {
    for (int i = 0; i < count; i++) {
      weights[to + i] = values[from + i] * values[from + i];
    }
  }

  /** w = |x|. */
  static void magnitudes(float[] values, int from, int count, float[] weights, int to) {
    for (int i = 0; i < count; i++) {
      weights[to + i] = Math.abs(values[from + i]);
    }
  }

  /** w = root mean square + |x|. */
  static void magnitudesAboveRms(float[] values, int from, int count, float[] weights, int to) {
    float rms = (float) Math.sqrt(meanSquare(values, from, count));
    for (int i = 0; i < count; i++) {
      weights[to + i] = rms + Math.abs(values[from + i]);
    }
  }

  /** w = a·√(σ² + x²) with the column's importance a. */
  static void byImportance(
      float[] values,
      int from,
      int count,
      float variance,
      float[] importance,
      int importanceFrom,
      float[] weights,
      int to) {
    for (int i = 0; i < count; i++) {
      float x = values[from + i];
      weights[to + i] = importance[importanceFrom + i] * (float) Math.sqrt(variance + x * x);
    }
  }
}
