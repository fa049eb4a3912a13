package dev.sirius.core.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.LevelRecord.NestedLevel;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.policy.TierThresholds.Tier;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import java.util.Arrays;
import java.util.List;

/** The levels below a given one, each with the threshold that the tiers set for it. */
public final class NestedLevels {

  private final TierThresholds thresholds;

  public NestedLevels(TierThresholds thresholds) {
    this.thresholds = requireNonNull(thresholds, "thresholds");
  }

  /**
   * The levels whose types hold less than the given one, highest first. A threshold is one word:
   * the memory from which on a device gets the level, in MiB, and the cores, such as {@code
   * 4096MiB,cores=4}.
   */
  public List<NestedLevel> below(QuantizationType type) {
    return Arrays.stream(Level.values())
        .filter(level -> !type.isAtOrBelow(level.type()))
        .map(level -> new NestedLevel(level.type().label(), threshold(thresholds.of(level))))
        .toList();
  }

  private static String threshold(Tier tier) {
    return tier.memory().wholeMiB() + "MiB,cores=" + tier.cores();
  }
}
