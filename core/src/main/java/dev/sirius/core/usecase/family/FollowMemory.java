package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.family.StepPolicy;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Keeps a family at the level that suits the memory, for as long as wanted: it steps down when the
 * present level no longer fits, and up again when there is room to spare. It goes among the levels
 * that exist and makes none, since making one takes memory and time itself.
 */
public final class FollowMemory {

  /** Waits. */
  @FunctionalInterface
  public interface Pause {

    /** The thread sleeps. */
    Pause SLEEP = duration -> Thread.sleep(duration.toMillis());

    void pause(Duration duration) throws InterruptedException;
  }

  private final SwitchLevel switchLevel;
  private final Clock clock;
  private final Pause pause;

  public FollowMemory(SwitchLevel switchLevel, Clock clock, Pause pause) {
    this.switchLevel = requireNonNull(switchLevel, "switchLevel");
    this.clock = requireNonNull(clock, "clock");
    this.pause = requireNonNull(pause, "pause");
  }

  /**
   * Follows the memory until told to stop, or until the thread is interrupted; the family stays at
   * the level that it is at. What fails on the way is told as {@link StepEvent.Postponed} and tried
   * again, but the first look must succeed.
   *
   * @param interval how long to wait between looks
   * @param goOn is asked before each look
   * @throws FamilyException when the first look fails: there is no such family, or the memory is
   *     not known
   * @throws ModelStoreException when the first look fails otherwise
   */
  public void follow(
      ModelName name,
      StepPolicy policy,
      Duration interval,
      BooleanSupplier goOn,
      StepListener listener) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "an interval of " + interval + "; more than zero is allowed");
    }
    Instant since = Instant.MIN;
    boolean first = true;
    while (goOn.getAsBoolean()) {
      try {
        if (look(name, policy, since, listener)) {
          since = clock.instant();
        }
      } catch (FamilyException | ModelStoreException e) {
        boolean interrupted =
            e instanceof ModelStoreException failure
                && failure.kind() == ModelStoreException.Kind.INTERRUPTED;
        if (first || interrupted) {
          throw e;
        }
        listener.on(
            new StepEvent.Postponed(
                name, clock.instant(), Optional.empty(), String.valueOf(e.getMessage())));
      }
      first = false;
      try {
        pause.pause(interval);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Looks once, and steps when needed; whether it stepped. */
  private boolean look(ModelName name, StepPolicy policy, Instant since, StepListener listener) {
    FamilyState family = switchLevel.read(name);
    if (family.existing().isEmpty()) {
      throw new FamilyException(
          FamilyException.Kind.DAMAGED,
          "no level of the family " + family.name() + " exists; " + family.damages().get(0));
    }
    ByteSize free = switchLevel.free(family);
    Instant now = clock.instant();
    FamilyLevel next = SwitchLevel.choose(family, family.existing(), policy, free, since, now);
    if (family.current().equals(Optional.of(next.type()))) {
      return false;
    }
    boolean fits = SwitchLevel.fits(next, policy, free);
    listener.on(new StepEvent.Chosen(family.name(), now, free, next.type(), fits));
    try {
      switchLevel.step(family, next.type(), fits, listener);
      return true;
    } catch (ModelStoreException e) {
      if (e.kind() != ModelStoreException.Kind.TIMED_OUT) {
        throw e;
      }
      Optional<QuantizationType> to = Optional.of(next.type());
      listener.on(
          new StepEvent.Postponed(
              family.name(), clock.instant(), to, String.valueOf(e.getMessage())));
      return false;
    }
  }
}
