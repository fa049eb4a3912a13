package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/** Turns blocks of one type back into numbers. Without state: one may serve many threads. */
public interface BlockDecoder {

  TensorType type();

  /**
   * Decodes whole blocks.
   *
   * @param from where in {@code blocks} the first block starts
   * @param count how many numbers, a multiple of the type's block
   * @throws IllegalArgumentException when the numbers end inside a block
   * @throws IndexOutOfBoundsException when either range exceeds its array
   */
  void decode(byte[] blocks, int from, float[] values, int to, int count);
}
