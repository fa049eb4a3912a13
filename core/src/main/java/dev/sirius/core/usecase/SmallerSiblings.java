package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.CatalogueEntry;
import dev.sirius.core.catalogue.Outline;
import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.quantization.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds a smaller model of the same line that a device can run at 4 bits or more, for where only 2
 * bits of the one in question fit, or nothing of it.
 */
final class SmallerSiblings {

  private static final List<Level> LEVELS = List.of(Level.HIGH, Level.MEDIUM, Level.MOBILE);

  private final ModelCatalogue catalogue;

  SmallerSiblings(ModelCatalogue catalogue) {
    this.catalogue = requireNonNull(catalogue, "catalogue");
  }

  /**
   * The largest sibling that fits, at the highest level that fits.
   *
   * @param planned what a model comes to as each level, under the order in question
   */
  Optional<Reason> of(
      CatalogueEntry entry, MemoryBudget budget, Function<ModelFacts, List<Candidate>> planned) {
    List<Outline> outlines = catalogue.outlines();
    return outlines.stream()
        .filter(one -> one.name().equals(entry.name()))
        .findFirst()
        .flatMap(
            self ->
                outlines.stream()
                    .filter(one -> one.family().equals(self.family()))
                    .filter(one -> one.parameters() < self.parameters())
                    .filter(one -> mayFit(one, budget))
                    .sorted(Comparator.comparingLong(Outline::parameters).reversed())
                    .flatMap(one -> reason(one, planned).stream())
                    .findFirst());
  }

  /** Whether any level fits at the outline's context, so that the whole plan is worth drawing. */
  private static boolean mayFit(Outline sibling, MemoryBudget budget) {
    return LEVELS.stream()
        .flatMap(level -> Stream.ofNullable(sibling.forms().get(level)))
        .anyMatch(form -> budget.fit(form.needed()).fits());
  }

  private Optional<Reason> reason(Outline sibling, Function<ModelFacts, List<Candidate>> planned) {
    return catalogue.find(sibling.name()).stream()
        .flatMap(match -> planned.apply(match.entry().facts()).stream())
        .filter(candidate -> candidate.fit().fits())
        .filter(candidate -> LEVELS.contains(Level.of(candidate.type())))
        .min(Comparator.comparingInt(candidate -> LEVELS.indexOf(Level.of(candidate.type()))))
        .flatMap(
            candidate ->
                Optional.ofNullable(sibling.forms().get(Level.of(candidate.type())))
                    .map(
                        form ->
                            new Reason.SmallerSibling(
                                sibling.name().withTag(form.tag()),
                                Level.of(candidate.type()),
                                candidate.needed())));
  }
}
