package dev.sirius.core.usecase;

import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.port.SpeedRecords;
import java.util.Optional;

/** A device that was never measured. */
final class NoSpeeds implements SpeedRecords {

  @Override
  public Optional<DeviceSpeed> find(DeviceFingerprint device) {
    return Optional.empty();
  }

  @Override
  public void keep(DeviceFingerprint device, DeviceSpeed speed) {
    throw new UnsupportedOperationException("nothing is measured here");
  }
}
