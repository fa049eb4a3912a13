package dev.sirius.core.gguf;

import static java.util.Objects.requireNonNull;

/**
 * A tensor and where its data lie in its file.
 *
 * @param tensor what it is
 * @param position its first byte, counted from the file's start
 */
public record PlacedTensor(TensorInfo tensor, long position) {
  public PlacedTensor {
    requireNonNull(tensor, "tensor");
    if (position < 0) {
      throw new IllegalArgumentException(
          "tensor '" + tensor.name() + "' at byte " + position + "; 0 or more is allowed");
    }
    Math.addExact(position, tensor.bytes());
  }

  /** The first byte after its data, without padding. */
  public long end() {
    return position + tensor.bytes();
  }
}
