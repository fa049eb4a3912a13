package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.TensorType;

/**
 * The type that a tensor gets.
 *
 * @param source the tensor as it is
 * @param type the type that it gets
 * @param wanted the type that it would have got, had its rows been whole blocks of it; else the
 *     same
 * @param needsImportanceMatrix whether that type is refused without an importance matrix
 */
public record TensorChoice(
    TensorInfo source, TensorType type, TensorType wanted, boolean needsImportanceMatrix) {

  public TensorChoice {
    requireNonNull(source, "source");
    requireNonNull(type, "type");
    requireNonNull(wanted, "wanted");
  }

  /** The tensor as it will be, its dimensions without trailing ones. */
  public TensorInfo target() {
    return new TensorInfo(source.name(), source.significantDimensions(), type);
  }

  /** Whether the tensor's elements are copied as they are. */
  public boolean isKept() {
    return type == source.type();
  }

  /** Whether another type had to be taken, because rows are no whole blocks of the wanted one. */
  public boolean fellBack() {
    return type != wanted;
  }
}
