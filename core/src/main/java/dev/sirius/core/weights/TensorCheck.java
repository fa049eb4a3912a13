package dev.sirius.core.weights;

import static java.util.Objects.requireNonNull;

/**
 * A tensor's data beside those that it should have.
 *
 * @param tensor its name
 * @param expected SHA-256 of the data that it should have, in hexadecimal
 * @param found that of the data that it has; {@code -} when there is no such tensor, or one of
 *     another format or other dimensions
 */
public record TensorCheck(String tensor, String expected, String found) {

  /** What stands for a tensor that is not there. */
  public static final String MISSING = "-";

  public TensorCheck {
    requireNonNull(tensor, "tensor");
    requireNonNull(expected, "expected");
    requireNonNull(found, "found");
  }

  public boolean isSame() {
    return expected.equals(found);
  }
}
