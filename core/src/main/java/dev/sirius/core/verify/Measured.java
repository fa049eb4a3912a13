package dev.sirius.core.verify;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.size.ByteSize;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured of a model on a device.
 *
 * @param quantization what the server reports of its weights
 * @param context tokens of context that it ran at
 * @param memory memory that it took, by the server's own account
 * @param resident memory that the process which ran it held
 * @param planned what the plan said of it
 * @param decode tokens answered in a second
 * @param prompt tokens of the prompt read in a second
 * @param loadSeconds seconds to load it
 * @param at when
 */
public record Measured(
    Optional<String> quantization,
    Optional<Integer> context,
    Optional<ByteSize> memory,
    Optional<ByteSize> resident,
    Optional<PlannedAs> planned,
    OptionalDouble decode,
    OptionalDouble prompt,
    OptionalDouble loadSeconds,
    Instant at) {
  public Measured {
    requireNonNull(quantization, "quantization");
    requireNonNull(context, "context");
    requireNonNull(memory, "memory");
    requireNonNull(resident, "resident");
    requireNonNull(planned, "planned");
    requireNonNull(decode, "decode");
    requireNonNull(prompt, "prompt");
    requireNonNull(loadSeconds, "loadSeconds");
    requireNonNull(at, "at");
  }
}
