package dev.sirius.core.policy;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.QuantizationType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The type that suits a model on a device, and why.
 *
 * @param type the type; empty when nothing fits
 * @param certain false when something that the choice rests on is not known
 * @param reasons what speaks for the choice, and what else is to be known of it
 * @param rejected each other type with what speaks against it
 */
public record FitChoice(
    Optional<QuantizationType> type,
    boolean certain,
    List<Reason> reasons,
    Map<QuantizationType, Reason> rejected) {
  public FitChoice {
    requireNonNull(type, "type");
    reasons = List.copyOf(reasons);
    rejected = Collections.unmodifiableMap(new LinkedHashMap<>(rejected));
  }
}
