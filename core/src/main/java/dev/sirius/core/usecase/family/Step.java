package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import java.util.Optional;

/**
 * What a switch came to.
 *
 * @param family the family
 * @param from the level before; empty when the family had no primary
 * @param to the level now
 * @param made whether the level had to be made first
 * @param fits whether the level fits the memory of the moment; true when that was not asked
 */
public record Step(
    ModelName family,
    Optional<QuantizationType> from,
    QuantizationType to,
    boolean made,
    boolean fits) {

  public Step {
    requireNonNull(family, "family");
    requireNonNull(from, "from");
    requireNonNull(to, "to");
  }

  /** Whether anything was changed. */
  public boolean changed() {
    return !from.equals(Optional.of(to));
  }
}
