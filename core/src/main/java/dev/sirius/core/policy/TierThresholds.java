package dev.sirius.core.policy;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.Level;
import dev.sirius.core.size.ByteSize;

/**
 * From how much memory and how many cores on a device gets which level.
 *
 * @param high what HIGH asks for
 * @param medium what MEDIUM asks for
 * @param mobile what MOBILE asks for
 */
public record TierThresholds(Tier high, Tier medium, Tier mobile) {

  /** The thresholds of the S.I.R.I.U.S. quantization utility. */
  public static final TierThresholds ORIGINAL =
      new TierThresholds(
          new Tier(ByteSize.ofMiB(8192), 8),
          new Tier(ByteSize.ofMiB(4096), 4),
          new Tier(ByteSize.ofMiB(2048), 1));

  /**
   * What a level asks for.
   *
   * @param memory memory that a program may use
   * @param cores cores that a program may use, 1 or more
   */
  public record Tier(ByteSize memory, int cores) {
    public Tier {
      requireNonNull(memory, "memory");
      if (cores < 1) {
        throw new IllegalArgumentException("a tier of " + cores + " cores; 1 or more is allowed");
      }
    }
  }

  public TierThresholds {
    requireFalling("HIGH", high, "MEDIUM", medium);
    requireFalling("MEDIUM", medium, "MOBILE", mobile);
  }

  /** What a level asks for; TINY asks for nothing but a core. */
  public Tier of(Level level) {
    return switch (level) {
      case HIGH -> high;
      case MEDIUM -> medium;
      case MOBILE -> mobile;
      case TINY -> new Tier(ByteSize.ZERO, 1);
    };
  }

  private static void requireFalling(String upperName, Tier upper, String lowerName, Tier lower) {
    if (upper.memory.compareTo(lower.memory) < 0 || upper.cores < lower.cores) {
      throw new IllegalArgumentException(
          upperName
              + " asks for "
              + upper.memory
              + " and "
              + upper.cores
              + " cores, less than "
              + lowerName
              + " with "
              + lower.memory
              + " and "
              + lower.cores
              + " cores; a higher level must not ask for less");
    }
  }
}
