package dev.sirius.adapters.device;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Set;

/**
 * Tells what somebody states of a device: memory, cores, accelerator memory, as far as each is
 * stated.
 */
public final class StatedDeviceProbe implements DeviceProbe {

  private static final String SILENT = "not stated";

  private final Fact<ByteSize> memory;
  private final Fact<Integer> cores;
  private final Fact<ByteSize> acceleratorMemory;

  /**
   * @param memory total memory
   * @param cores logical cores
   * @param acceleratorMemory memory of one accelerator; 0 bytes for none
   */
  public StatedDeviceProbe(
      Fact<ByteSize> memory, Fact<Integer> cores, Fact<ByteSize> acceleratorMemory) {
    this.memory = requireNonNull(memory, "memory");
    this.cores = requireNonNull(cores, "cores");
    this.acceleratorMemory = requireNonNull(acceleratorMemory, "acceleratorMemory");
  }

  @Override
  public DeviceProfile probe(Set<DeviceAspect> aspects) {
    return new DeviceProfile(
            new Memory(memory, Fact.unknown(SILENT), Fact.unknown(SILENT)),
            new Processor(
                Fact.unknown(SILENT),
                cores,
                Fact.unknown(SILENT),
                Fact.unknown(SILENT),
                Fact.unknown(SILENT)),
            acceleratorMemory.fold(
                (size, source) -> Fact.known(accelerators(size, source), source), Fact::unknown),
            Platform.unknown(SILENT))
        .only(aspects);
  }

  private static List<Accelerator> accelerators(ByteSize size, String source) {
    return size.equals(ByteSize.ZERO)
        ? List.of()
        : List.of(
            new Accelerator(
                "stated accelerator",
                Accelerator.Vendor.OTHER,
                Fact.known(size, source),
                Fact.known(size, source),
                Fact.known(false, source)));
  }
}
