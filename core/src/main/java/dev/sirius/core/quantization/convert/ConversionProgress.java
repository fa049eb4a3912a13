package dev.sirius.core.quantization.convert;

import static java.util.Objects.requireNonNull;

/**
 * How far a conversion is.
 *
 * @param tensor the tensor that is being written
 * @param doneBytes bytes of the source's tensors that are done
 * @param totalBytes bytes of the source's tensors in all
 */
public record ConversionProgress(String tensor, long doneBytes, long totalBytes) {
  public ConversionProgress {
    requireNonNull(tensor, "tensor");
  }
}
