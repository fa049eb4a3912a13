package dev.sirius.core.broken;

import dev.sirius.core.broken.port.InACycle;
import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.port.DeviceProbe;
import java.util.Set;

/** Breaks two rules of the architecture on purpose, so that the rules are seen to go red. */
public final class ImplementsAPort implements DeviceProbe {
  @Override
  public DeviceProfile probe(Set<DeviceAspect> aspects) {
    return DeviceProfile.unknown("in a cycle: " + (new InACycle().breach() == this));
  }
}
