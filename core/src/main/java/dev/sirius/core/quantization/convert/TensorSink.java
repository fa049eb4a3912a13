package dev.sirius.core.quantization.convert;

/** Receives the data of tensors, one after the other, each in as many pieces as suits. */
@FunctionalInterface
public interface TensorSink {

  /**
   * Takes the next piece of the tensor that is next; with its last byte the following one is next.
   *
   * @param offset the first index of {@code data} that counts
   * @param count number of bytes
   */
  void write(byte[] data, int offset, int count);
}
