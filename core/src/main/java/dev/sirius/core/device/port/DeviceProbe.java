package dev.sirius.core.device.port;

import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import java.util.Set;

/** Finds out what a device has. */
public interface DeviceProbe {

  /**
   * What is known of the device in the aspects asked for; the others are unknown, as is whatever
   * could not be found out. Answers within seconds, even when a tool that it asks hangs.
   *
   * @throws DeviceProbeException when the probe itself cannot work, for instance when its file
   *     cannot be read
   */
  DeviceProfile probe(Set<DeviceAspect> aspects);
}
