package dev.sirius.core.gguf.port;

/**
 * A GGUF file being written, not yet in its place. The tensors' data come in the table's order,
 * each in as many pieces as suits; padding is added by itself. One thread writes.
 */
public interface WeightsWriter extends AutoCloseable {

  /**
   * Appends to the data of the tensor that is next in the table; with its last byte the following
   * one is next. A piece does not reach over a tensor's end.
   *
   * @throws IllegalArgumentException when the piece is longer than what the tensor still lacks
   * @throws WeightsException when the disk is full or writing fails
   */
  void write(byte[] data, int offset, int count);

  /**
   * Puts the file in its place, once every tensor's data are complete.
   *
   * @return what was written
   * @throws IllegalStateException when data are still missing
   * @throws WeightsException when it cannot be put there; nothing is there then
   */
  WrittenFile commit();

  /** Removes everything that was written, unless it is committed. */
  @Override
  void close();
}
