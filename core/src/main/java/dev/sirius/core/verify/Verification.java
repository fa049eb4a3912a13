package dev.sirius.core.verify;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import java.util.List;

/**
 * A model that was loaded and asked.
 *
 * @param model which
 * @param checks each promise beside what was measured
 * @param measured what was measured
 * @param notes what is to be known of it besides, a sentence each
 */
public record Verification(
    ModelName model, List<Check> checks, Measured measured, List<String> notes) {
  public Verification {
    requireNonNull(model, "model");
    checks = List.copyOf(checks);
    requireNonNull(measured, "measured");
    notes = List.copyOf(notes);
  }

  /** Whether no promise is broken. */
  public boolean isKept() {
    return checks.stream().noneMatch(check -> check.verdict() == Check.Verdict.BROKEN);
  }
}
