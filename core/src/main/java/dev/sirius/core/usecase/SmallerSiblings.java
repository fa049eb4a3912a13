package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.CatalogueEntry;
import dev.sirius.core.catalogue.Outline;
import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.quantization.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

  /** The largest sibling that fits, at the highest level that fits. */
  Optional<Reason> of(CatalogueEntry entry, MemoryBudget budget) {
    List<Outline> outlines = catalogue.outlines();
    return outlines.stream()
        .filter(one -> one.name().equals(entry.name()))
        .findFirst()
        .flatMap(
            self ->
                outlines.stream()
                    .filter(one -> one.family().equals(self.family()))
                    .filter(one -> one.parameters() < self.parameters())
                    .sorted(Comparator.comparingLong(Outline::parameters).reversed())
                    .flatMap(one -> reason(one, budget).stream())
                    .findFirst());
  }

  private static Optional<Reason> reason(Outline sibling, MemoryBudget budget) {
    for (Level level : LEVELS) {
      Outline.Form form = sibling.forms().get(level);
      if (form != null && budget.fit(form.needed()).fits()) {
        return Optional.of(
            new Reason.SmallerSibling(sibling.name().withTag(form.tag()), level, form.needed()));
      }
    }
    return Optional.empty();
  }
}
