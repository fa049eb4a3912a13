package dev.sirius.core.quantization.block;

import dev.sirius.core.quantization.TensorType;

/**
 * Turns numbers into blocks of one type. Without state: one encoder may serve many threads.
 *
 * <p>The numbers are expected to be finite; for others the blocks are valid bytes without meaning.
 */
public interface BlockEncoder {

  TensorType type();

  /**
   * Encodes whole blocks.
   *
   * @param count how many numbers, a multiple of the type's block
   * @param to where in {@code blocks} the first block goes
   * @throws IllegalArgumentException when the numbers end inside a block
   * @throws IndexOutOfBoundsException when either range exceeds its array
   */
  void encode(float[] values, int from, int count, byte[] blocks, int to);

  /**
   * Encodes one row of a tensor, minding some columns more than others. A type that makes no use of
   * importance encodes the row as {@link #encode} does.
   *
   * @param count how many numbers the row has, a multiple of the type's block
   * @param importance the importance of column {@code c} at {@code importanceFrom + c}, 0 or more
   * @throws IllegalArgumentException when the row ends inside a block
   * @throws IndexOutOfBoundsException when a range exceeds its array
   */
  void encodeRow(
      float[] values,
      int from,
      int count,
      float[] importance,
      int importanceFrom,
      byte[] blocks,
      int to);
}
