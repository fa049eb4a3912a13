package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;
import java.util.Objects;

/** The checks that stand before the loops of all codecs. */
final class Ranges {

  private Ranges() {}

  /** Checks that the numbers are whole blocks and that both ranges lie in their arrays. */
  static void check(
      TensorType type, float[] values, int valuesFrom, int count, byte[] blocks, int blocksFrom) {
    long bytes = type.bytes(count);
    Objects.checkFromIndexSize(valuesFrom, count, values.length);
    Objects.checkFromIndexSize((long) blocksFrom, bytes, (long) blocks.length);
  }

  /** Checks that a row's importance lies in its array. */
  static void checkImportance(float[] importance, int from, int count) {
    Objects.checkFromIndexSize(from, count, importance.length);
  }
}
