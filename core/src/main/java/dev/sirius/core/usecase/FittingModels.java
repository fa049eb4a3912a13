package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.CatalogueEntry;
import dev.sirius.core.catalogue.LibraryModel;
import dev.sirius.core.catalogue.Popularity;
import dev.sirius.core.catalogue.PublishedTag;
import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.plan.Fit;
import dev.sirius.core.plan.FormsOfModel;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.plan.ModelPlanner;
import dev.sirius.core.plan.SpeedBases;
import dev.sirius.core.plan.WeightForms;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers what a device can run: level by level, the largest models of the catalogue that fit. */
public final class FittingModels {

  private final ModelCatalogue catalogue;
  private final WeightForms rules;

  public FittingModels(ModelCatalogue catalogue, WeightForms rules) {
    this.catalogue = requireNonNull(catalogue, "catalogue");
    this.rules = requireNonNull(rules, "rules");
  }

  /**
   * A model that fits.
   *
   * @param name its name in Ollama's library
   * @param parameters number of its weights
   * @param pulls how often it was fetched; empty when that is not known
   * @param needed memory that it needs in all
   * @param fit where it fits
   */
  public record Fitting(
      ModelName name, long parameters, Optional<Long> pulls, ByteSize needed, Fit fit) {
    public Fitting {
      requireNonNull(name, "name");
      requireNonNull(pulls, "pulls");
      requireNonNull(needed, "needed");
      requireNonNull(fit, "fit");
    }
  }

  /**
   * A model of the catalogue before its tensors are drawn, which takes long for all of them.
   *
   * @param weights number of its weights, or more
   */
  private record Known(CatalogueEntry entry, Optional<Long> pulls, double weights) {}

  private static final Comparator<Fitting> LARGEST_FIRST =
      Comparator.comparingLong((Fitting one) -> -one.parameters())
          .thenComparing(one -> -one.pulls().orElse(0L))
          .thenComparing(one -> one.name().shortForm());

  /** By how much the weights may be fewer than estimated: a file holds a vocabulary as well. */
  private static final double SLACK = 0.8;

  /**
   * The models for each level, largest first, of one size the best known first; of each library
   * model only the largest size. Empty lists where the device's memory is not known.
   *
   * @param most models for each level
   */
  public Map<Level, List<Fitting>> on(
      DeviceProfile device, boolean idle, Map<String, String> environment, int most) {
    MemoryBudget budget = MemoryBudget.of(device, idle, Optional.empty());
    List<Known> known = budget.host().isKnown() ? largestFirst() : List.of();
    Map<Level, List<Fitting>> found = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      found.put(level, largest(known, level.type(), budget, environment, most));
    }
    return found;
  }

  private List<Fitting> largest(
      List<Known> largestFirst,
      QuantizationType type,
      MemoryBudget budget,
      Map<String, String> environment,
      int most) {
    Map<String, Fitting> largest = new HashMap<>();
    for (Known known : largestFirst) {
      if (known.weights() < leastOf(largest, most)) {
        break;
      }
      if (mayFit(known, type, budget)) {
        fitting(known, type, budget, environment)
            .ifPresent(
                one ->
                    largest.merge(
                        known.entry().name().model(),
                        one,
                        (kept, other) -> other.parameters() > kept.parameters() ? other : kept));
      }
    }
    return largest.values().stream().sorted(LARGEST_FIRST).limit(most).toList();
  }

  /** Weights that a further model needs at least to be among the largest; 0 while any would be. */
  private static long leastOf(Map<String, Fitting> largest, int most) {
    return largest.values().stream()
        .sorted(LARGEST_FIRST)
        .skip(most - 1L)
        .findFirst()
        .map(Fitting::parameters)
        .orElse(0L);
  }

  private List<Known> largestFirst() {
    List<Known> all = new ArrayList<>();
    for (LibraryModel model : catalogue.models()) {
      Optional<Long> pulls = model.popularity().map(Popularity::pulls);
      model.entries().forEach(entry -> all.add(new Known(entry, pulls, weights(entry))));
    }
    all.sort(
        Comparator.comparingDouble((Known known) -> -known.weights())
            .thenComparing(known -> -known.pulls().orElse(0L)));
    return all;
  }

  /**
   * Number of weights, or more, by the size of a published file, where there is one: it holds more
   * than the weights at their type's least bits. Else by the tensors.
   */
  private static double weights(CatalogueEntry entry) {
    for (PublishedTag tag : entry.tags()) {
      if (tag.size().isPresent()) {
        return 8.0 * tag.size().get().most() / tag.type().bitsPerWeight();
      }
    }
    return entry.facts().parameterCount();
  }

  /** Whether the weights alone, at the type's least bits, are within the budget. */
  private static boolean mayFit(Known known, QuantizationType type, MemoryBudget budget) {
    double bytes = SLACK * known.weights() * type.bitsPerWeight() / 8;
    double accelerator =
        budget.accelerator().flatMap(Fact::toOptional).map(ByteSize::bytes).orElse(0L);
    double host = budget.host().toOptional().orElse(ByteSize.ZERO).bytes();
    return bytes <= host + accelerator;
  }

  private Optional<Fitting> fitting(
      Known known, QuantizationType type, MemoryBudget budget, Map<String, String> environment) {
    CatalogueEntry entry = known.entry();
    ModelFacts facts = entry.facts();
    FormsOfModel forms = new FormsOfModel(facts, Optional.of(QuantizationType.F16), rules);
    if (forms.possible(List.of(type)).isEmpty()) {
      return Optional.empty();
    }
    ByteSize accelerator = budget.accelerator().flatMap(Fact::toOptional).orElse(ByteSize.ZERO);
    OllamaRun run =
        OllamaRun.defaults(environment, accelerator, facts.uint("context_length").orElse(0));
    Candidate candidate =
        new ModelPlanner(facts, forms, budget, SpeedBases.unknown()).candidate(type, run);
    return candidate.fit().fits()
        ? Optional.of(
            new Fitting(
                entry.published(type).orElse(entry.name()),
                facts.parameterCount(),
                known.pulls(),
                candidate.needed(),
                candidate.fit()))
        : Optional.empty();
  }
}
