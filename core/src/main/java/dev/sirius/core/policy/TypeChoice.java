package dev.sirius.core.policy;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.QuantizationType;
import java.util.List;
import java.util.Optional;

/**
 * The type that a new model's weights shall have when none is named, and why.
 *
 * @param type the type; empty when nothing fits
 * @param by what chose it
 * @param certain false when something that the choice rests on is not known
 * @param reasons what speaks for the choice, and what else is to be known of it
 */
public record TypeChoice(
    Optional<QuantizationType> type, ChosenBy by, boolean certain, List<Reason> reasons) {
  public TypeChoice {
    requireNonNull(type, "type");
    requireNonNull(by, "by");
    reasons = List.copyOf(reasons);
  }
}
