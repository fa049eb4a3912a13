package dev.sirius.adapters.device;

import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.port.DeviceProbe;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Asks several probes, strongest first, and merges their answers value by value. */
public final class LayeredDeviceProbe implements DeviceProbe {

  private final List<DeviceProbe> strongestFirst;

  /**
   * @param strongestFirst the probes; where two know a value, that of the earlier one counts
   */
  public LayeredDeviceProbe(List<? extends DeviceProbe> strongestFirst) {
    if (strongestFirst.isEmpty()) {
      throw new IllegalArgumentException("no probe to ask; give at least one");
    }
    this.strongestFirst = List.copyOf(strongestFirst);
  }

  @Override
  public DeviceProfile probe(Set<DeviceAspect> aspects) {
    Set<DeviceAspect> open = EnumSet.noneOf(DeviceAspect.class);
    open.addAll(aspects);
    DeviceProfile merged = strongestFirst.get(0).probe(open);
    for (DeviceProbe probe : strongestFirst.subList(1, strongestFirst.size())) {
      if (merged.accelerators().isKnown()) {
        // Accelerators are slow to find out, and known as a whole.
        open.remove(DeviceAspect.ACCELERATORS);
      }
      merged = merged.orElse(probe.probe(open));
    }
    return merged;
  }
}
