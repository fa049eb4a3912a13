package dev.sirius.core.device;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import java.util.List;
import java.util.Set;

/**
 * What is known of a device, each value with its origin.
 *
 * @param memory main memory and its limit
 * @param processor cores, quota, vector instructions
 * @param accelerators graphics cards and the like; a known empty list means that there are none
 * @param platform operating system and architecture
 */
public record DeviceProfile(
    Memory memory, Processor processor, Fact<List<Accelerator>> accelerators, Platform platform) {

  public DeviceProfile {
    requireNonNull(memory, "memory");
    requireNonNull(processor, "processor");
    accelerators = accelerators.map(List::copyOf);
    requireNonNull(platform, "platform");
  }

  /** A profile of which nothing is known, for one reason. */
  public static DeviceProfile unknown(String reason) {
    return new DeviceProfile(
        Memory.unknown(reason),
        Processor.unknown(reason),
        Fact.unknown(reason),
        Platform.unknown(reason));
  }

  /**
   * This profile with its gaps filled from another one, value by value.
   *
   * <p>A total that is stated here describes another machine than the one below, so the limit below
   * does not apply to it, and all of it counts as available unless that is stated, too. The same
   * holds for cores: stated here, they put the quota below out of force and cap the physical cores.
   */
  public DeviceProfile orElse(DeviceProfile below) {
    return new DeviceProfile(
        merged(memory, below.memory),
        merged(processor, below.processor),
        accelerators.orElse(below.accelerators),
        new Platform(
            platform.os().orElse(below.platform.os()),
            platform.architecture().orElse(below.platform.architecture())));
  }

  /** This profile in some aspects; all else is unknown, because it was not asked for. */
  public DeviceProfile only(Set<DeviceAspect> aspects) {
    String reason = "not asked for";
    return new DeviceProfile(
        aspects.contains(DeviceAspect.MEMORY) ? memory : Memory.unknown(reason),
        aspects.contains(DeviceAspect.PROCESSOR) ? processor : Processor.unknown(reason),
        aspects.contains(DeviceAspect.ACCELERATORS) ? accelerators : Fact.unknown(reason),
        aspects.contains(DeviceAspect.PLATFORM) ? platform : Platform.unknown(reason));
  }

  private static Memory merged(Memory above, Memory below) {
    if (!above.total().isKnown()) {
      return new Memory(
          below.total(),
          above.available().orElse(below.available()),
          above.limit().orElse(below.limit()));
    }
    String source = above.total().origin();
    return new Memory(
        above.total(),
        above.available().orElse(above.total()),
        above.limit().orElse(Fact.known(Limit.none(), source)));
  }

  private static Processor merged(Processor above, Processor below) {
    Fact<String> name = above.name().orElse(below.name());
    var simd = above.simd().orElse(below.simd());
    if (!above.logicalCores().isKnown()) {
      return new Processor(
          name,
          below.logicalCores(),
          above.physicalCores().orElse(below.physicalCores()),
          above.quota().orElse(below.quota()),
          simd);
    }
    String source = above.logicalCores().origin();
    int cores = above.logicalCores().toOptional().orElseThrow();
    Fact<Integer> physical =
        below
            .physicalCores()
            .fold(
                (count, origin) ->
                    count < cores ? Fact.known(count, origin) : Fact.known(cores, source),
                Fact::unknown);
    return new Processor(
        name,
        above.logicalCores(),
        above.physicalCores().orElse(physical),
        above.quota().orElse(Fact.known(Limit.none(), source)),
        simd);
  }
}
