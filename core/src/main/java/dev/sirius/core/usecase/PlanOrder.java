package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.plan.memory.FlashAttention;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be planned. Whatever is left empty is as Ollama would have it.
 *
 * @param types the types in question, 1 or more
 * @param context tokens of one request's text
 * @param batch tokens computed at once
 * @param parallel requests at once
 * @param cacheType format of keys and values
 * @param flashAttention whether attention is fused
 * @param wantedSpeed tokens a second that are wanted
 * @param idle whether to count on all of the device's memory, as if nothing else ran
 * @param reserve what to leave to the system
 * @param details whether to answer the costlier questions too: each type's longest context, and
 *     what formats of keys and values buy
 * @param environment the Ollama server's environment, as far as it is known
 */
public record PlanOrder(
    List<QuantizationType> types,
    Optional<Long> context,
    Optional<Integer> batch,
    Optional<Integer> parallel,
    Optional<TensorType> cacheType,
    Optional<FlashAttention> flashAttention,
    Optional<Double> wantedSpeed,
    boolean idle,
    Optional<ByteSize> reserve,
    boolean details,
    Map<String, String> environment) {

  public PlanOrder {
    types = List.copyOf(types);
    environment = Map.copyOf(environment);
    requireNonNull(context, "context");
    requireNonNull(batch, "batch");
    requireNonNull(parallel, "parallel");
    requireNonNull(cacheType, "cacheType");
    requireNonNull(flashAttention, "flashAttention");
    requireNonNull(wantedSpeed, "wantedSpeed");
    requireNonNull(reserve, "reserve");
    if (types.isEmpty()) {
      throw new IllegalArgumentException("no type is in question; 1 or more are needed");
    }
    if (parallel.isPresent() && parallel.get() < 1) {
      throw new IllegalArgumentException(
          parallel.get() + " requests at once; 1 or more are allowed");
    }
    if (wantedSpeed.isPresent() && !(wantedSpeed.get() > 0)) {
      throw new IllegalArgumentException(
          "a speed of " + wantedSpeed.get() + " tokens/s; more than 0 is allowed");
    }
  }

  /** The same order for other types. */
  PlanOrder ofTypes(List<QuantizationType> others) {
    return with(others, context, details, environment);
  }

  /** The same order for another context length, in tokens; for Ollama's where there is none. */
  public PlanOrder withContext(Optional<Long> tokens) {
    return with(types, tokens, details, environment);
  }

  /** The same order with the costlier questions. */
  public PlanOrder withDetails() {
    return with(types, context, true, environment);
  }

  /** An order for some types, all else as Ollama would have it. */
  public static PlanOrder of(List<QuantizationType> types) {
    return new PlanOrder(
        types,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        false,
        Map.of());
  }

  /** The same order, where Ollama's server has this environment. */
  public PlanOrder in(Map<String, String> other) {
    return with(types, context, details, other);
  }

  private PlanOrder with(
      List<QuantizationType> otherTypes,
      Optional<Long> otherContext,
      boolean otherDetails,
      Map<String, String> otherEnvironment) {
    return new PlanOrder(
        otherTypes,
        otherContext,
        batch,
        parallel,
        cacheType,
        flashAttention,
        wantedSpeed,
        idle,
        reserve,
        otherDetails,
        otherEnvironment);
  }
}
