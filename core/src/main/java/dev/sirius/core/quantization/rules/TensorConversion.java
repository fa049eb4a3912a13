package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.TensorType;

/**
 * What becomes of one tensor.
 *
 * @param source the tensor as it is
 * @param type the type that it gets
 * @param isFallback whether another type was wanted, into whose blocks its rows do not divide
 */
public record TensorConversion(TensorInfo source, TensorType type, boolean isFallback) {

  public TensorConversion {
    requireNonNull(source, "source");
    if (!type.divides(source.rowLength())) {
      throw new IllegalArgumentException(
          "rows of "
              + source.rowLength()
              + " elements of tensor '"
              + source.name()
              + "' as "
              + type.label()
              + "; a multiple of "
              + type.blockElements()
              + " is needed");
    }
  }

  /** A conversion to the type that was wanted. */
  public static TensorConversion of(TensorInfo source, TensorType type) {
    return new TensorConversion(source, type, false);
  }

  /** The tensor as it is to be written, without trailing dimensions of one. */
  public TensorInfo target() {
    return new TensorInfo(source.name(), source.significantDimensions(), type);
  }

  /** Whether its bytes stay as they are. */
  public boolean isCopy() {
    return source.type() == type;
  }
}
