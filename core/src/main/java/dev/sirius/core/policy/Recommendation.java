package dev.sirius.core.policy;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.Level;
import java.util.List;

/**
 * The level for a device, and why.
 *
 * @param level the level
 * @param certain false when the device could not be found out and the level is assumed
 * @param reasons the reasons, in the order in which they were met
 */
public record Recommendation(Level level, boolean certain, List<Reason> reasons) {
  public Recommendation {
    requireNonNull(level, "level");
    reasons = List.copyOf(reasons);
  }
}
