package dev.sirius.core.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.QuantizationType;

/**
 * A level of a family.
 *
 * @param type how its weights are quantized
 * @param threshold what it takes when it runs
 */
public record FamilyLevel(QuantizationType type, Threshold threshold) {
  public FamilyLevel {
    requireNonNull(type, "type");
    requireNonNull(threshold, "threshold");
  }
}
