package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.Family;
import dev.sirius.core.family.FamilyLevel;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.family.StepPolicy;
import dev.sirius.core.family.port.FamilyLocks;
import dev.sirius.core.family.port.FamilyLocks.FamilyLock;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Points a family's primary at another of its levels.
 *
 * <p>What runs of the family is unloaded first, and Ollama unloads a model only when it has
 * answered whoever is asking it; then the level's manifest is copied over the primary's, which
 * takes the same short time whatever the model's size. A step that is broken off leaves the primary
 * at the level before or at the one after. Where models are kept without a server, nothing is
 * unloaded: a server that starts later, or is asked next, reads the new manifest.
 */
public final class SwitchLevel {

  private final ModelStore store;
  private final Optional<ModelRunner> runner;
  private final ReadFamily families;
  private final MemberMaker maker;
  private final FamilyLocks locks;
  private final FreeMemory memory;
  private final Clock clock;

  /**
   * @param store the models
   * @param runner what of them is loaded; empty where they are kept without a server
   * @param maker makes levels that do not exist yet
   * @param locks keep others from the family while a level is made
   * @param memory reads the memory of the moment
   * @param clock tells the time
   */
  public SwitchLevel(
      ModelStore store,
      Optional<ModelRunner> runner,
      MemberMaker maker,
      FamilyLocks locks,
      FreeMemory memory,
      Clock clock) {
    this.store = requireNonNull(store, "store");
    this.runner = requireNonNull(runner, "runner");
    this.families = new ReadFamily(store);
    this.maker = requireNonNull(maker, "maker");
    this.locks = requireNonNull(locks, "locks");
    this.memory = requireNonNull(memory, "memory");
    this.clock = requireNonNull(clock, "clock");
  }

  /**
   * Steps to a level, which is made first when it does not exist.
   *
   * @throws FamilyException {@code NO_FAMILY}, {@code NO_LEVEL}, or {@code DAMAGED} when the
   *     level's name holds something else
   * @throws dev.sirius.core.model.port.ModelStoreException {@code TIMED_OUT} when the model that
   *     runs does not end what it is answering in time; nothing is changed then
   */
  public Step to(ModelName name, QuantizationType level, StepListener listener) {
    return step(families.read(name), level, true, listener);
  }

  /**
   * Steps to the highest level that fits the memory available now: down when the present one does
   * not fit, up when a higher one fits with room to spare.
   *
   * @throws FamilyException {@code NO_FAMILY}, or {@code NOT_KNOWN} when the memory is not
   */
  public Step automatically(ModelName name, StepPolicy policy, StepListener listener) {
    FamilyState family = families.read(name);
    ByteSize free = free(family);
    Instant now = clock.instant();
    FamilyLevel chosen = choose(family, family.family().levels(), policy, free, Instant.MIN, now);
    boolean fits = fits(chosen, policy, free);
    listener.on(new StepEvent.Chosen(family.name(), now, free, chosen.type(), fits));
    return step(family, chosen.type(), fits, listener);
  }

  /** The memory that a family could take now. */
  ByteSize free(FamilyState family) {
    Fact<ByteSize> free = memory.read(family);
    return free.toOptional()
        .orElseThrow(
            () ->
                new FamilyException(
                    FamilyException.Kind.NOT_KNOWN,
                    "the memory that is available is not known ("
                        + free.origin()
                        + "); name a level for "
                        + family.name()
                        + ", or state the memory with --memory"));
  }

  FamilyState read(ModelName name) {
    return families.read(name);
  }

  /**
   * The level to go on with, among some.
   *
   * @param since when the present level was stepped to; {@link Instant#MIN} for long ago
   */
  static FamilyLevel choose(
      FamilyState family,
      List<FamilyLevel> levels,
      StepPolicy policy,
      ByteSize free,
      Instant since,
      Instant now) {
    Optional<FamilyLevel> current =
        family.current().flatMap(family.family()::level).filter(levels::contains);
    if (current.isEmpty()) {
      return policy.first(levels, free);
    }
    // An instant before all others cannot have a dwell added.
    Instant start = since.equals(Instant.MIN) ? now.minus(policy.dwell()) : since;
    return policy.next(levels, current.get(), free, start, now);
  }

  static boolean fits(FamilyLevel level, StepPolicy policy, ByteSize free) {
    return Math.addExact(level.threshold().memory().bytes(), policy.reserve().bytes())
        <= free.bytes();
  }

  Step step(FamilyState family, QuantizationType level, boolean fits, StepListener listener) {
    FamilyMember member =
        family
            .member(level)
            .orElseThrow(
                () ->
                    new FamilyException(
                        FamilyException.Kind.NO_LEVEL,
                        "the family "
                            + family.name()
                            + " has no level "
                            + level.label()
                            + "; it has "
                            + family.members().stream()
                                .map(one -> one.type().label())
                                .collect(Collectors.joining(", "))));
    Optional<QuantizationType> from = family.current();
    if (from.equals(Optional.of(level))) {
      return new Step(family.name(), from, level, false, fits);
    }
    boolean made = !member.exists();
    if (made) {
      listener.on(new StepEvent.Making(family.name(), clock.instant(), level));
      make(family, level, listener);
    }
    requireMember(family.family(), member);
    keepPresent(family);
    runner.ifPresent(server -> unloadOthers(server, family, member, listener));
    store.copy(member.name(), family.name());
    listener.on(new StepEvent.Stepped(family.name(), clock.instant(), from, level));
    return new Step(family.name(), from, level, made, fits);
  }

  @SuppressWarnings("try") // the lock is held, not used
  private void make(FamilyState family, QuantizationType level, StepListener listener) {
    try (FamilyLock lock = CreateFamily.lock(locks, family.name())) {
      if (families.read(family.name()).member(level).filter(FamilyMember::exists).isEmpty()) {
        maker.makeLevel(
            family.family(),
            level,
            progress ->
                listener.on(new StepEvent.Made(family.name(), clock.instant(), level, progress)));
      }
    }
  }

  /** A level that is only there as the primary would be lost with the step. */
  private void keepPresent(FamilyState family) {
    family
        .current()
        .flatMap(family::member)
        .filter(present -> !present.exists())
        .ifPresent(present -> store.copy(family.name(), present.name()));
  }

  private void requireMember(Family family, FamilyMember member) {
    Optional<LevelRecord> recorded = ModelLevels.of(store.show(member.name())).recorded();
    if (!recorded.equals(Optional.of(family.record(member.type())))) {
      throw new FamilyException(
          FamilyException.Kind.DAMAGED,
          member.name()
              + " is not the level "
              + member.type().label()
              + " of the family "
              + family.primary()
              + ": it records other levels; remove it with 'ollama rm "
              + member.name()
              + "' and repeat the command, which makes it anew");
    }
  }

  private void unloadOthers(
      ModelRunner server, FamilyState family, FamilyMember but, StepListener listener) {
    for (RunningModel model : server.running()) {
      boolean primary = model.name().sameAs(family.name());
      boolean other =
          family.members().stream()
              .filter(member -> member.type() != but.type())
              .anyMatch(member -> member.name().sameAs(model.name()));
      if (primary || other) {
        server.unload(model.name());
        listener.on(new StepEvent.Unloaded(family.name(), clock.instant(), model.name()));
      }
    }
  }
}
