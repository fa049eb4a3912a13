package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * The memory that a level of a family could take now: what is available, and what the family itself
 * holds while it is loaded.
 */
public final class FreeMemory {

  private final DeviceProbe probe;
  private final Optional<ModelRunner> runner;

  /**
   * @param probe finds out what the device has
   * @param runner what is loaded; empty where models are kept without a server
   */
  public FreeMemory(DeviceProbe probe, Optional<ModelRunner> runner) {
    this.probe = requireNonNull(probe, "probe");
    this.runner = requireNonNull(runner, "runner");
  }

  /**
   * Reads it. Main memory counts, and that of accelerators of their own less {@link
   * MemoryBudget#MARGIN} each; a model can be divided between the two.
   */
  public Fact<ByteSize> read(FamilyState family) {
    DeviceProfile device = probe.probe(EnumSet.of(DeviceAspect.MEMORY, DeviceAspect.ACCELERATORS));
    MemoryBudget budget = MemoryBudget.of(device, false, Optional.of(ByteSize.ZERO));
    long own = held(family);
    if (budget.accelerator().isPresent()) {
      long there = budget.accelerator().flatMap(Fact::toOptional).orElse(ByteSize.ZERO).bytes();
      return budget.host().map(host -> plus(host, Math.addExact(there, own)));
    }
    ByteSize most = device.memory().usable().toOptional().orElse(new ByteSize(Long.MAX_VALUE));
    return budget.host().map(host -> plus(host, own).min(most));
  }

  private static ByteSize plus(ByteSize one, long bytes) {
    return new ByteSize(Math.addExact(one.bytes(), bytes));
  }

  private long held(FamilyState family) {
    long sum = 0;
    for (RunningModel model : runner.map(ModelRunner::running).orElse(List.of())) {
      Optional<QuantizationType> level = level(family, model);
      if (level.isPresent()) {
        ByteSize size =
            model
                .size()
                .toOptional()
                .orElseGet(
                    () ->
                        family
                            .family()
                            .level(level.get())
                            .map(known -> known.threshold().memory())
                            .orElse(ByteSize.ZERO));
        sum = Math.addExact(sum, size.bytes());
      }
    }
    return sum;
  }

  /** The level that a running model is of; empty when it is none of the family. */
  private static Optional<QuantizationType> level(FamilyState family, RunningModel model) {
    if (model.name().sameAs(family.name())) {
      return family.current();
    }
    return family.members().stream()
        .filter(member -> member.name().sameAs(model.name()))
        .map(FamilyMember::type)
        .findFirst();
  }
}
