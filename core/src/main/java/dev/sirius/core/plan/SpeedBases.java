package dev.sirius.core.plan;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.plan.speed.SpeedBasis;

/**
 * What is known of a device's speed.
 *
 * @param processor a measurement of the processor, or why there is none and how to get one
 * @param accelerator a published figure of the accelerator, or why there is none
 */
public record SpeedBases(
    Fact<SpeedBasis.Measured> processor, Fact<SpeedBasis.Published> accelerator) {

  /** Why a processor's speed is not known, and what to do. */
  public static final String NOT_MEASURED =
      "this device was not measured; 'sirius device --measure' does it in half a second";

  public SpeedBases {
    requireNonNull(processor, "processor");
    requireNonNull(accelerator, "accelerator");
  }

  public static SpeedBases unknown() {
    return new SpeedBases(Fact.unknown(NOT_MEASURED), Fact.unknown("there is no accelerator"));
  }
}
