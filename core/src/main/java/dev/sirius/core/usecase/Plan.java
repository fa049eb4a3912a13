package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.plan.CacheTypeGain;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.policy.FitChoice;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a model comes to on a device, type by type, and which type to take. Nothing is left to be
 * calculated by whoever shows it.
 *
 * @param architecture the model's
 * @param parameters number of its weights
 * @param run how it would be run, each value with where it comes from
 * @param budget the memory that there is for it
 * @param candidates the model as each type in question, in the order asked for
 * @param choice the type to take, and why
 * @param longestContexts tokens of the longest context that fits as each type; empty unless the
 *     order asked for details
 * @param cacheTypes what other formats of keys and values buy for the chosen type; empty when
 *     nothing is chosen, or unless the order asked for details
 */
public record Plan(
    String architecture,
    long parameters,
    OllamaRun run,
    MemoryBudget budget,
    List<Candidate> candidates,
    FitChoice choice,
    Map<QuantizationType, OptionalLong> longestContexts,
    List<CacheTypeGain> cacheTypes) {

  public Plan {
    requireNonNull(architecture, "architecture");
    requireNonNull(run, "run");
    requireNonNull(budget, "budget");
    candidates = List.copyOf(candidates);
    requireNonNull(choice, "choice");
    longestContexts = Collections.unmodifiableMap(new LinkedHashMap<>(longestContexts));
    cacheTypes = List.copyOf(cacheTypes);
  }

  /** This plan with one more reason. */
  Plan with(Reason reason) {
    List<Reason> reasons = new ArrayList<>(choice.reasons());
    reasons.add(reason);
    FitChoice more = new FitChoice(choice.type(), choice.certain(), reasons, choice.rejected());
    return new Plan(
        architecture, parameters, run, budget, candidates, more, longestContexts, cacheTypes);
  }

  /** The model as the chosen type. */
  public Optional<Candidate> chosen() {
    return choice.type().flatMap(this::candidate);
  }

  /** The model as a type, when that was asked for. */
  public Optional<Candidate> candidate(QuantizationType type) {
    return candidates.stream().filter(one -> one.type() == type).findFirst();
  }

  public boolean isChosen(Candidate candidate) {
    return choice.type().filter(type -> type == candidate.type()).isPresent();
  }

  /** The level that a candidate belongs to. */
  public static Level level(Candidate candidate) {
    return Level.of(candidate.type());
  }
}
