package dev.sirius.core.plan.speed.port;

import dev.sirius.core.plan.speed.DeviceSpeed;

/** Measures how fast this device reads memory and multiplies. */
public interface SpeedMeter {

  /**
   * Measures for less than half a second, with as many threads as a model would be computed with.
   *
   * @param threads threads at once, 1 or more
   */
  DeviceSpeed measure(int threads);
}
