package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.port.SpeedMeter;
import dev.sirius.core.plan.speed.port.SpeedRecords;
import dev.sirius.core.plan.speed.port.SpeedRecordsException;
import java.util.EnumSet;
import java.util.Optional;

/** Measures how fast this device reads memory and multiplies, and remembers it for planning. */
public final class MeasureDevice {

  private final DeviceProbe probe;
  private final SpeedMeter meter;
  private final SpeedRecords records;

  /**
   * @param probe tells of the device that is measured; it must be this one, not a simulated one
   * @param meter measures
   * @param records keeps what was measured
   */
  public MeasureDevice(DeviceProbe probe, SpeedMeter meter, SpeedRecords records) {
    this.probe = requireNonNull(probe, "probe");
    this.meter = requireNonNull(meter, "meter");
    this.records = requireNonNull(records, "records");
  }

  /**
   * Measures with as many threads as Ollama computes with, one for each physical core that may be
   * used, and keeps the result in place of an earlier one.
   *
   * @throws SpeedRecordsException when it cannot be kept
   */
  public DeviceSpeed measure() {
    return measure(device());
  }

  private DeviceSpeed measure(DeviceProfile device) {
    int usable = device.processor().usableCores().toOptional().orElse(1);
    int threads =
        device
            .processor()
            .physicalCores()
            .map(cores -> Math.min(cores, usable))
            .toOptional()
            .orElse(usable);
    DeviceSpeed speed = meter.measure(threads);
    records.keep(DeviceFingerprint.of(device), speed);
    return speed;
  }

  /**
   * Measures a device that was never measured; does nothing for one that was.
   *
   * @return what was measured now
   * @throws SpeedRecordsException when it cannot be kept
   */
  public Optional<DeviceSpeed> measureOnce() {
    DeviceProfile device = device();
    return records.find(DeviceFingerprint.of(device)).isPresent()
        ? Optional.empty()
        : Optional.of(measure(device));
  }

  private DeviceProfile device() {
    return probe.probe(
        EnumSet.of(DeviceAspect.MEMORY, DeviceAspect.PROCESSOR, DeviceAspect.PLATFORM));
  }
}
