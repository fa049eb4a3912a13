package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.TensorType;

/**
 * The type that a tensor gets.
 *
 * @param source the tensor as it is
 * @param target the tensor as it will be: its dimensions without trailing ones
 * @param wanted the type that it would have got, had its rows been whole blocks of it; else the
 *     same
 * @param needsImportanceMatrix whether that type is refused without an importance matrix
 */
public record TensorChoice(
    TensorInfo source, TensorInfo target, TensorType wanted, boolean needsImportanceMatrix) {

  public TensorChoice {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(wanted, "wanted");
  }

  /** The type that the tensor gets. */
  public TensorType type() {
    return target.type();
  }

  /** Whether the tensor's elements are copied as they are. */
  public boolean isKept() {
    return target.type() == source.type();
  }

  /** Whether another type had to be taken, because rows are no whole blocks of the wanted one. */
  public boolean fellBack() {
    return target.type() != wanted;
  }
}
