package dev.sirius.core.compare;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.TensorType;

/**
 * How far a tensor is from that of the same name in another file.
 *
 * @param name its name
 * @param first its format in the first file
 * @param second its format in the second file
 * @param error how far it is
 */
public record TensorError(String name, TensorType first, TensorType second, WeightError error) {
  public TensorError {
    requireNonNull(name, "name");
    requireNonNull(first, "first");
    requireNonNull(second, "second");
    requireNonNull(error, "error");
  }
}
