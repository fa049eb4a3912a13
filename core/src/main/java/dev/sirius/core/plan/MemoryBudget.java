package dev.sirius.core.plan;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Optional;

/**
 * The memory that a model may take on a device.
 *
 * @param host main memory for the model, the reserve taken off
 * @param reserve what is left to the system
 * @param accelerator memory of all accelerators for the model, their margin taken off; empty when
 *     there is none, unknown when it could not be found out
 * @param accelerators names of the accelerators
 * @param unified whether the accelerator works in main memory, so that there is but one budget
 */
public record MemoryBudget(
    Fact<ByteSize> host,
    ByteSize reserve,
    Optional<Fact<ByteSize>> accelerator,
    List<String> accelerators,
    boolean unified) {

  /** What is left free of memory that is available now. */
  public static final ByteSize RESERVE_NOW = ByteSize.ofMiB(512);

  /** What the system takes of a device that does nothing else; at most a quarter of its memory. */
  public static final ByteSize RESERVE_IDLE = ByteSize.ofGiB(2);

  /** What is left free on each accelerator: llama.cpp's own margin, {@code --fit-target}. */
  public static final ByteSize MARGIN = ByteSize.ofGiB(1);

  public MemoryBudget {
    requireNonNull(host, "host");
    requireNonNull(reserve, "reserve");
    requireNonNull(accelerator, "accelerator");
    accelerators = List.copyOf(accelerators);
  }

  /**
   * The budget of a device.
   *
   * @param idle whether to count on all of its memory, as if nothing else ran
   * @param reserve what to leave to the system; empty for the usual
   */
  public static MemoryBudget of(DeviceProfile device, boolean idle, Optional<ByteSize> reserve) {
    Fact<ByteSize> all = device.memory().usable();
    Fact<ByteSize> now =
        device
            .memory()
            .available()
            .map(size -> all.toOptional().map(size::min).orElse(size))
            .orElse(all);
    Fact<ByteSize> counted = idle ? all : now;
    ByteSize left = reserve.orElseGet(() -> idle ? idleReserve(all) : RESERVE_NOW);
    List<Accelerator> present = device.accelerators().toOptional().orElse(List.of());
    boolean unified =
        !present.isEmpty()
            && present.stream().allMatch(one -> one.unifiedMemory().toOptional().orElse(false));
    Optional<Fact<ByteSize>> room =
        present.isEmpty() || unified ? Optional.empty() : Optional.of(room(present, idle));
    return new MemoryBudget(
        counted.map(size -> minus(size, left)),
        left,
        room,
        present.stream().map(Accelerator::name).toList(),
        unified);
  }

  /** Where so much memory is; a model may be divided between accelerator and main memory. */
  public Fit fit(ByteSize needed) {
    if (!host.isKnown()) {
      return Fit.UNKNOWN;
    }
    long inHost = host.toOptional().orElse(ByteSize.ZERO).bytes();
    long onAccelerator = accelerator.flatMap(Fact::toOptional).orElse(ByteSize.ZERO).bytes();
    if (needed.bytes() <= onAccelerator) {
      return Fit.ACCELERATOR;
    }
    if (onAccelerator == 0) {
      return needed.bytes() <= inHost ? Fit.MEMORY : Fit.NOWHERE;
    }
    return needed.bytes() <= Math.addExact(inHost, onAccelerator) ? Fit.SPLIT : Fit.NOWHERE;
  }

  private static ByteSize idleReserve(Fact<ByteSize> all) {
    return all.toOptional()
        .map(size -> RESERVE_IDLE.min(new ByteSize(size.bytes() / 4)))
        .orElse(RESERVE_IDLE);
  }

  private static Fact<ByteSize> room(List<Accelerator> accelerators, boolean idle) {
    long sum = 0;
    String source = "";
    for (Accelerator one : accelerators) {
      Fact<ByteSize> memory = idle ? one.totalMemory() : one.freeMemory().orElse(one.totalMemory());
      if (!memory.isKnown()) {
        return memory;
      }
      source = memory.origin();
      sum = Math.addExact(sum, minus(memory.toOptional().orElseThrow(), MARGIN).bytes());
    }
    return Fact.known(new ByteSize(sum), source);
  }

  private static ByteSize minus(ByteSize size, ByteSize less) {
    return new ByteSize(Math.max(0, size.bytes() - less.bytes()));
  }
}
