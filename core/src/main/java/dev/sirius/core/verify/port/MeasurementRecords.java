package dev.sirius.core.verify.port;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.verify.Measured;
import java.util.Map;
import java.util.Optional;

/** Remembers what was measured of models, so that a plan can say what is known from here. */
public interface MeasurementRecords {

  /** What was measured of a model on a device; empty when nothing was, or it cannot be read. */
  Optional<Measured> find(DeviceFingerprint device, ModelName model);

  /** What was measured of all models on a device, the latest last. */
  Map<ModelName, Measured> all(DeviceFingerprint device);

  /**
   * Keeps a measurement in place of an earlier one of the same model and device.
   *
   * @throws dev.sirius.core.plan.speed.port.SpeedRecordsException when it cannot be written; what
   *     was kept before stays
   */
  void keep(DeviceFingerprint device, ModelName model, Measured measured);
}
