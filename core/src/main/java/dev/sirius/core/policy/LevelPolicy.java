package dev.sirius.core.policy;

import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import java.util.Set;

/** Chooses a level for a device. */
public interface LevelPolicy {

  /** The parts of a profile that the choice rests on; the others need not be found out. */
  Set<DeviceAspect> aspects();

  /** The level for this device. */
  Recommendation recommend(DeviceProfile device);
}
