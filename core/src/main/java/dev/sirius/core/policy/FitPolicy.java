package dev.sirius.core.policy;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.Fit;
import dev.sirius.core.plan.memory.Modelling;
import dev.sirius.core.plan.quality.PublishedLoss;
import dev.sirius.core.plan.speed.SpeedEstimate;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses for a model the type of the best quality that fits the device's memory at the wanted
 * context, and that answers at least as fast as wanted, when a speed is wanted. Of types of the
 * same quality the faster one is taken.
 *
 * <p>Types are ordered by published Kullback-Leibler divergence; one that nothing was published for
 * stands where its bits per weight put it.
 */
public final class FitPolicy {

  private static final Level ASSUMED = Level.MOBILE;

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble((Candidate one) -> divergence(one.type()))
          .thenComparing(Comparator.comparingDouble(FitPolicy::likelySpeed).reversed())
          .thenComparing(Candidate::file);

  /**
   * Chooses among what a model could be.
   *
   * @param candidates the model as each type in question, 1 or more
   * @param memory the memory that there is for the model, or why it is not known
   * @param wantedSpeed tokens a second that are wanted when answering with an empty context
   * @param atHand the type of the only weights there are; types that take as much or more gain
   *     nothing over them and are not taken. Empty when 16-bit weights can be had.
   */
  public FitChoice choose(
      List<Candidate> candidates,
      Fact<ByteSize> memory,
      Optional<Double> wantedSpeed,
      Optional<QuantizationType> atHand) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("there is no type to choose from; 1 or more are needed");
    }
    List<Candidate> ordered = candidates.stream().sorted(BEST_FIRST).toList();
    Map<QuantizationType, Reason> rejected = new LinkedHashMap<>();
    for (Candidate candidate : ordered) {
      atHand
          .filter(own -> candidate.type() != own && own.isAtOrBelow(candidate.type()))
          .filter(own -> !own.isUnquantized() || !candidate.type().isUnquantized())
          .ifPresent(
              own ->
                  rejected.put(candidate.type(), new Reason.NothingGained(candidate.type(), own)));
    }
    return choose(
        ordered.stream().filter(one -> !rejected.containsKey(one.type())).toList(),
        memory,
        wantedSpeed,
        rejected);
  }

  private static FitChoice choose(
      List<Candidate> ordered,
      Fact<ByteSize> memory,
      Optional<Double> wantedSpeed,
      Map<QuantizationType, Reason> rejected) {
    if (ordered.isEmpty()) {
      return new FitChoice(
          Optional.empty(), true, List.of(rejected.values().iterator().next()), rejected);
    }
    if (!memory.isKnown()) {
      return assumed(ordered, memory.origin());
    }
    List<Reason> reasons = new ArrayList<>();
    Optional<Candidate> chosen = Optional.empty();
    boolean speedUnknown = false;
    for (Candidate candidate : ordered) {
      Optional<Double> likely =
          candidate.speed().toOptional().map(estimate -> estimate.decode().likely());
      if (candidate.fit() == Fit.NOWHERE) {
        rejected.put(
            candidate.type(),
            new Reason.DoesNotFit(candidate.type(), candidate.needed(), candidate.missing()));
      } else if (chosen.isPresent()) {
        rejected.put(candidate.type(), behind(candidate, chosen.get()));
      } else if (wantedSpeed.isPresent()
          && likely.isPresent()
          && likely.get() < wantedSpeed.get()) {
        rejected.put(
            candidate.type(),
            new Reason.TooSlow(candidate.type(), likely.get(), wantedSpeed.get()));
      } else {
        speedUnknown = wantedSpeed.isPresent() && likely.isEmpty();
        chosen = Optional.of(candidate);
      }
    }
    if (chosen.isPresent()) {
      Candidate one = chosen.get();
      reasons.add(new Reason.BestThatFits(one.type(), one.needed(), one.fit()));
      if (speedUnknown) {
        reasons.add(new Reason.SpeedNotKnown(one.speed().origin()));
      }
      betterWithMoreMemory(ordered, one).ifPresent(reasons::add);
    } else {
      reasons.add(nothing(ordered, rejected));
    }
    Modelling modelling = ordered.get(0).memory().modelling();
    if (modelling != Modelling.FULL) {
      reasons.add(new Reason.NotModelled(modelling.text()));
    }
    boolean certain = modelling == Modelling.FULL && !speedUnknown;
    return new FitChoice(chosen.map(Candidate::type), certain, reasons, rejected);
  }

  /** Without known memory: the best of the types that suit most devices. */
  private static FitChoice assumed(List<Candidate> ordered, String why) {
    Candidate one =
        ordered.stream()
            .filter(candidate -> candidate.type() == ASSUMED.type())
            .findFirst()
            .or(
                () ->
                    ordered.stream()
                        .filter(candidate -> Level.of(candidate.type()) == ASSUMED)
                        .findFirst())
            .orElse(ordered.get(ordered.size() - 1));
    Reason reason = new Reason.NotDetected("memory", why, Level.of(one.type()));
    return new FitChoice(Optional.of(one.type()), false, List.of(reason), Map.of());
  }

  private static Reason behind(Candidate candidate, Candidate chosen) {
    return divergence(candidate.type()) > divergence(chosen.type())
        ? new Reason.LosesMore(candidate.type(), loss(candidate), chosen.type())
        : new Reason.Slower(candidate.type(), chosen.type());
  }

  /** When nothing is chosen: the smallest if it does not fit, else what the fastest lacks. */
  private static Reason nothing(List<Candidate> ordered, Map<QuantizationType, Reason> rejected) {
    Candidate smallest =
        ordered.stream().min(Comparator.comparing(Candidate::needed)).orElseThrow();
    if (smallest.fit() == Fit.NOWHERE) {
      return new Reason.NothingFits(smallest.type(), smallest.needed(), smallest.missing());
    }
    Candidate fastest =
        ordered.stream().max(Comparator.comparingDouble(FitPolicy::likelySpeed)).orElseThrow();
    return requireNonNull(rejected.get(fastest.type()));
  }

  private static Optional<Reason> betterWithMoreMemory(List<Candidate> ordered, Candidate chosen) {
    return ordered.stream()
        .filter(one -> one.fit() == Fit.NOWHERE)
        .filter(one -> divergence(one.type()) < divergence(chosen.type()))
        .min(Comparator.comparing(Candidate::missing))
        .map(one -> new Reason.MoreMemoryBuys(one.type(), one.missing(), loss(one)));
  }

  private static String loss(Candidate candidate) {
    return candidate.loss().fold((loss, source) -> loss.toString(), reason -> "not known");
  }

  private static double likelySpeed(Candidate candidate) {
    return candidate
        .speed()
        .toOptional()
        .map(SpeedEstimate::decode)
        .map(rate -> rate.likely())
        .orElse(0.0);
  }

  /** The published divergence, or that of the measured type with the next more bits. */
  private static double divergence(QuantizationType type) {
    return PublishedLoss.divergence(type)
        .orElseGet(
            () -> {
              double worst = 0;
              for (QuantizationType other : QuantizationType.values()) {
                if (other.bitsPerWeight() >= type.bitsPerWeight()) {
                  worst = Math.max(worst, PublishedLoss.divergence(other).orElse(0));
                }
              }
              return worst;
            });
  }
}
