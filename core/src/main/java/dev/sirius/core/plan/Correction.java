package dev.sirius.core.plan;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.plan.speed.Rate;
import dev.sirius.core.quantization.QuantizationType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was measured on this device of a model at one type, by which the estimates of all its types
 * are corrected.
 *
 * @param type the type that was measured
 * @param decode tokens answered in a second
 * @param prompt tokens of a prompt read in a second
 * @param memory bytes that its process held beyond what it was said to need; less than zero where
 *     it held less
 * @param source what was measured and when, for people
 */
public record Correction(
    QuantizationType type,
    OptionalDouble decode,
    OptionalDouble prompt,
    OptionalLong memory,
    String source) {

  public Correction {
    requireNonNull(type, "type");
    requireNonNull(source, "source");
    requirePositive(decode);
    requirePositive(prompt);
    requireNonNull(memory, "memory");
  }

  private static void requirePositive(OptionalDouble rate) {
    if (rate.isPresent() && (!(rate.getAsDouble() > 0) || Double.isInfinite(rate.getAsDouble()))) {
      throw new IllegalArgumentException(
          rate.getAsDouble() + " tokens/s were measured; more than 0 is allowed");
    }
  }

  /**
   * The correction of a type's speed: what was measured of the type itself, or else what was
   * measured last.
   *
   * @param corrections all there are, the latest last
   */
  static Optional<Correction> ofSpeed(List<Correction> corrections, QuantizationType type) {
    return nearest(corrections.stream().filter(one -> one.decode.isPresent()).toList(), type);
  }

  /** The correction of a type's memory, likewise. */
  public static Optional<Correction> ofMemory(List<Correction> corrections, QuantizationType type) {
    return nearest(corrections.stream().filter(one -> one.memory.isPresent()).toList(), type);
  }

  private static Optional<Correction> nearest(List<Correction> corrections, QuantizationType type) {
    return corrections.stream()
        .filter(one -> one.type == type)
        .reduce((earlier, later) -> later)
        .or(() -> corrections.stream().reduce((earlier, later) -> later));
  }

  /** In words for people, such as {@code 92 tokens/s as Q4_K_M, measured here as kjv:q4}. */
  String speedBasis(QuantizationType wanted) {
    return Rate.number(decode.orElseThrow())
        + " tokens/s as "
        + type.label()
        + ", measured here ("
        + source
        + ")"
        + (wanted == type ? "" : ", scaled by the bytes read for a token");
  }
}
