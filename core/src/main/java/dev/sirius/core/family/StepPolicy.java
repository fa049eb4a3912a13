package dev.sirius.core.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.size.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which level of a family suits the memory of the moment. It steps down as soon as the current
 * level no longer fits, and up only when the higher one fits with room to spare and the last step
 * is some time ago, so that memory that wavers about a threshold does not make it waver too.
 *
 * @param reserve memory to leave free beside the model
 * @param headroom how much more than its threshold must be there before a level is stepped up to
 * @param dwell how long a level is kept at least before a step up
 */
public record StepPolicy(ByteSize reserve, ByteSize headroom, Duration dwell) {

  /** A reserve of 512 MiB, a headroom of 256 MiB, a dwell of 30 s. */
  public static final StepPolicy DEFAULT =
      new StepPolicy(ByteSize.ofMiB(512), ByteSize.ofMiB(256), Duration.ofSeconds(30));

  public StepPolicy {
    requireNonNull(reserve, "reserve");
    requireNonNull(headroom, "headroom");
    if (dwell.isNegative()) {
      throw new IllegalArgumentException("a dwell of " + dwell + "; 0 or more is allowed");
    }
  }

  /**
   * The highest level that fits without regard to what runs now: the first choice on a device.
   *
   * @param levels finest first
   * @param free memory that could be taken now
   * @return the lowest level when none fits
   */
  public FamilyLevel first(List<FamilyLevel> levels, ByteSize free) {
    return highest(levels, free, ByteSize.ZERO);
  }

  /**
   * The level to go on with.
   *
   * @param levels finest first
   * @param current the level that is in use
   * @param free memory that could be taken if the current level were unloaded
   * @param since when the current level was stepped to
   * @param now the time
   */
  public FamilyLevel next(
      List<FamilyLevel> levels, FamilyLevel current, ByteSize free, Instant since, Instant now) {
    FamilyLevel fits = highest(levels, free, ByteSize.ZERO);
    if (isBelow(levels, fits, current)) {
      return fits;
    }
    FamilyLevel roomy = highest(levels, free, headroom);
    boolean rested = !now.isBefore(since.plus(dwell));
    return rested && isBelow(levels, current, roomy) ? roomy : current;
  }

  private FamilyLevel highest(List<FamilyLevel> levels, ByteSize free, ByteSize spare) {
    return levels.stream()
        .filter(level -> fits(level, free, spare))
        .findFirst()
        .orElseGet(() -> levels.get(levels.size() - 1));
  }

  private boolean fits(FamilyLevel level, ByteSize free, ByteSize spare) {
    long needed =
        Math.addExact(
            level.threshold().memory().bytes(), Math.addExact(reserve.bytes(), spare.bytes()));
    return needed <= free.bytes();
  }

  private static boolean isBelow(List<FamilyLevel> levels, FamilyLevel one, FamilyLevel other) {
    return levels.indexOf(one) > levels.indexOf(other);
  }
}
