package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.weights.Arrival;
import java.util.Optional;

/**
 * A model that was made.
 *
 * @param plan the plan that was carried out
 * @param arrival whether Ollama keeps the weights that Sirius gave it; empty when it gave none
 */
public record Created(CreatePlan.Ready plan, Optional<Arrival> arrival) {
  public Created {
    requireNonNull(plan, "plan");
    requireNonNull(arrival, "arrival");
  }
}
