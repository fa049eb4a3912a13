package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.Fit;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.registry.PublishedVariant;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A published quantization of a model, and what it comes to on a device.
 *
 * @param variant what is published
 * @param needed memory that it needs in all; empty when neither its type nor its size is known
 * @param fit where it fits
 * @param best whether it is the one to take
 */
public record PublishedOffer(
    PublishedVariant variant, Optional<ByteSize> needed, Fit fit, boolean best) {

  public PublishedOffer {
    requireNonNull(variant, "variant");
    requireNonNull(needed, "needed");
    requireNonNull(fit, "fit");
  }

  /**
   * What is published, by a plan for the types in question. One whose type is not among them is
   * taken for what its file's size and a planned type's other needs come to. The best is the one of
   * the type that was chosen; where there is none, the largest that fits.
   *
   * @param variants what is published
   * @param plan a plan of the same model
   * @param chosen the type to take; empty when none fits
   */
  public static List<PublishedOffer> of(
      List<PublishedVariant> variants, Plan plan, Optional<QuantizationType> chosen) {
    List<PublishedOffer> offers = new ArrayList<>();
    for (PublishedVariant variant : variants) {
      offers.add(
          variant
              .type()
              .flatMap(plan::candidate)
              .map(one -> new PublishedOffer(variant, Optional.of(one.needed()), one.fit(), false))
              .orElseGet(() -> bySize(variant, plan)));
    }
    Optional<PublishedOffer> best =
        offers.stream()
            .filter(one -> chosen.isPresent() && one.variant.type().equals(chosen))
            .findFirst()
            .or(() -> offers.stream().filter(one -> one.fit.fits()).max(BY_SIZE));
    return offers.stream().map(one -> one.as(best.filter(one::equals).isPresent())).toList();
  }

  private static final Comparator<PublishedOffer> BY_SIZE =
      Comparator.comparing(one -> one.variant.size().orElse(ByteSize.ZERO));

  private PublishedOffer as(boolean isBest) {
    return new PublishedOffer(variant, needed, fit, isBest);
  }

  private static PublishedOffer bySize(PublishedVariant variant, Plan plan) {
    Optional<ByteSize> size = variant.size();
    Optional<Candidate> other = plan.candidates().stream().findFirst();
    if (size.isEmpty() || other.isEmpty()) {
      return new PublishedOffer(variant, Optional.empty(), Fit.UNKNOWN, false);
    }
    long beside = other.get().needed().bytes() - other.get().memory().weights().bytes();
    ByteSize needed = new ByteSize(Math.addExact(size.get().bytes(), Math.max(0, beside)));
    return new PublishedOffer(variant, Optional.of(needed), fit(needed, plan.budget()), false);
  }

  private static Fit fit(ByteSize needed, MemoryBudget budget) {
    if (!budget.host().isKnown()) {
      return Fit.UNKNOWN;
    }
    long host = budget.host().toOptional().orElseThrow().bytes();
    long accelerator =
        budget.accelerator().flatMap(Fact::toOptional).map(ByteSize::bytes).orElse(0L);
    if (needed.bytes() <= accelerator) {
      return Fit.ACCELERATOR;
    }
    if (needed.bytes() <= host) {
      return accelerator > 0 ? Fit.SPLIT : Fit.MEMORY;
    }
    return needed.bytes() - host <= accelerator ? Fit.SPLIT : Fit.NOWHERE;
  }
}
