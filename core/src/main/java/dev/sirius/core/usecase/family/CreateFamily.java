package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Family;
import dev.sirius.core.family.port.FamilyLocks;
import dev.sirius.core.family.port.FamilyLocks.FamilyLock;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.quantization.QuantizationType;
import java.util.function.Consumer;

/**
 * Makes a family.
 *
 * <p>The parent is made first, then the primary's level; then the family's name is pointed at it,
 * and what else is to be made at once follows. So whatever breaks it off, the name stands for a
 * model that works or for none, and the same order goes on where the last one ended.
 */
public final class CreateFamily {

  private final ModelStore store;
  private final PlanFamily planFamily;
  private final MemberMaker maker;
  private final FamilyLocks locks;

  /**
   * @param store the models
   * @param planFamily works out what is to be made
   * @param maker makes the members
   * @param locks keep others from the same family meanwhile
   */
  public CreateFamily(
      ModelStore store, PlanFamily planFamily, MemberMaker maker, FamilyLocks locks) {
    this.store = requireNonNull(store, "store");
    this.planFamily = requireNonNull(planFamily, "planFamily");
    this.maker = requireNonNull(maker, "maker");
    this.locks = requireNonNull(locks, "locks");
  }

  /** What an order comes to; changes nothing. */
  public FamilyPlan plan(FamilyOrder order) {
    return planFamily.plan(order);
  }

  /**
   * Plans an order and carries it out when it is ready.
   *
   * @param progress is told each step
   * @return the plan; a {@link FamilyPlan.Ready} one was carried out
   * @throws FamilyException {@code BUSY} when another task makes this family now; nothing is
   *     changed then
   */
  @SuppressWarnings("try") // the lock is held, not used
  public FamilyPlan create(FamilyOrder order, Consumer<Progress> progress) {
    try (FamilyLock lock = lock(locks, order.name())) {
      FamilyPlan plan = planFamily.plan(order);
      if (plan instanceof FamilyPlan.Ready ready) {
        carryOut(ready, progress);
      }
      return plan;
    }
  }

  static FamilyLock lock(FamilyLocks locks, ModelName family) {
    return locks
        .tryLock(family)
        .orElseThrow(
            () ->
                new FamilyException(
                    FamilyException.Kind.BUSY,
                    "another sirius is making the family "
                        + family
                        + " now; wait until it is done, and repeat the command"));
  }

  private void carryOut(FamilyPlan.Ready plan, Consumer<Progress> progress) {
    Family family = plan.family();
    if (plan.parentMissing()) {
      progress.accept(Progress.of("making the parent " + family.member(family.parent().type())));
      maker.makeParent(family, plan.source(), plan.changes(), progress);
    }
    boolean pointed = !plan.toPoint();
    for (QuantizationType type : plan.toMake()) {
      if (!pointed && type != plan.primary()) {
        point(family, plan.primary(), progress);
        pointed = true;
      }
      progress.accept(Progress.of("making the level " + family.member(type)));
      maker.makeLevel(family, type, progress);
    }
    if (!pointed) {
      point(family, plan.primary(), progress);
    }
    plan.obsolete().forEach(this::remove);
  }

  private void point(Family family, QuantizationType primary, Consumer<Progress> progress) {
    progress.accept(Progress.of("pointing " + family.primary() + " at " + primary.label()));
    store.copy(family.member(primary), family.primary());
  }

  private void remove(ModelName name) {
    try {
      store.delete(name);
    } catch (ModelStoreException e) {
      if (e.kind() != ModelStoreException.Kind.NOT_FOUND) {
        throw e;
      }
    }
  }
}
