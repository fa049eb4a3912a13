package dev.sirius.core.plan.speed.port;

import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.DeviceSpeed;
import java.util.Optional;

/** Remembers measurements, so that planning need not repeat them. */
public interface SpeedRecords {

  /** What was measured on a device; empty when nothing was, or when it cannot be read. */
  Optional<DeviceSpeed> find(DeviceFingerprint device);

  /**
   * Keeps a measurement in place of an earlier one of the same device.
   *
   * @throws SpeedRecordsException when it cannot be written; what was kept before stays
   */
  void keep(DeviceFingerprint device, DeviceSpeed speed);
}
