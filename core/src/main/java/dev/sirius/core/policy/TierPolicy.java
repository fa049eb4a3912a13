package dev.sirius.core.policy;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.policy.TierThresholds.Tier;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Chooses by memory and cores alone, as the S.I.R.I.U.S. quantization utility did: the highest
 * level whose thresholds the device reaches. It does not know how large the model is.
 *
 * <p>Memory is the total, or the limit in force where that is smaller; cores are the logical ones,
 * or the whole cores of a quota. When either cannot be found out, the level is MOBILE, and the
 * recommendation says that it is assumed.
 */
public final class TierPolicy implements LevelPolicy {

  private static final Level ASSUMED = Level.MOBILE;

  private final TierThresholds thresholds;

  public TierPolicy(TierThresholds thresholds) {
    this.thresholds = requireNonNull(thresholds, "thresholds");
  }

  @Override
  public Set<DeviceAspect> aspects() {
    return Set.of(DeviceAspect.MEMORY, DeviceAspect.PROCESSOR);
  }

  @Override
  public Recommendation recommend(DeviceProfile device) {
    Fact<ByteSize> memory = device.memory().usable();
    Fact<Integer> cores = device.processor().usableCores();
    List<Reason> missing = new ArrayList<>();
    if (!memory.isKnown()) {
      missing.add(new Reason.NotDetected("memory", memory.origin(), ASSUMED));
    }
    if (!cores.isKnown()) {
      missing.add(new Reason.NotDetected("the number of cores", cores.origin(), ASSUMED));
    }
    return missing.isEmpty()
        ? highestReached(
            memory.toOptional().orElseThrow(),
            memory.origin(),
            cores.toOptional().orElseThrow(),
            cores.origin())
        : new Recommendation(ASSUMED, false, missing);
  }

  private Recommendation highestReached(
      ByteSize memory, String memorySource, int cores, String coresSource) {
    List<Reason> reasons = new ArrayList<>();
    for (Level level : Level.values()) {
      Tier asked = thresholds.of(level);
      if (level == Level.TINY) {
        reasons.add(new Reason.LowestLevel(level));
        return new Recommendation(level, true, reasons);
      }
      boolean enoughMemory = memory.compareTo(asked.memory()) >= 0;
      boolean enoughCores = cores >= asked.cores();
      if (enoughMemory && enoughCores) {
        reasons.add(new Reason.MemorySuffices(level, memory, memorySource, asked.memory()));
        reasons.add(new Reason.CoresSuffice(level, cores, coresSource, asked.cores()));
        return new Recommendation(level, true, reasons);
      }
      if (!enoughMemory) {
        reasons.add(new Reason.MemoryShort(level, memory, memorySource, asked.memory()));
      }
      if (!enoughCores) {
        reasons.add(new Reason.CoresShort(level, cores, coresSource, asked.cores()));
      }
    }
    throw new AssertionError("TINY is reached by every device");
  }
}
