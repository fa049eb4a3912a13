package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.CatalogueEntry;
import dev.sirius.core.catalogue.LibraryModel;
import dev.sirius.core.catalogue.Outline;
import dev.sirius.core.catalogue.Popularity;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.FormsOfModel;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.plan.ModelPlanner;
import dev.sirius.core.plan.SpeedBases;
import dev.sirius.core.plan.WeightForms;
import dev.sirius.core.plan.memory.OllamaRun;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Outlines models of the catalogue: plans each of their sizes at each level, once. */
public final class OutlineModels {

  private static final MemoryBudget ANY =
      new MemoryBudget(
          Fact.unknown("no device is asked"), ByteSize.ZERO, Optional.empty(), List.of(), false);

  private final WeightForms rules;

  public OutlineModels(WeightForms rules) {
    this.rules = requireNonNull(rules, "rules");
  }

  /** The outlines of a model's sizes, in its order. */
  public List<Outline> of(LibraryModel model) {
    Optional<Long> pulls = model.popularity().map(Popularity::pulls);
    return model.entries().stream().map(entry -> outline(entry, model.family(), pulls)).toList();
  }

  private Outline outline(CatalogueEntry entry, String family, Optional<Long> pulls) {
    ModelFacts facts = entry.facts();
    FormsOfModel forms = new FormsOfModel(facts, Optional.of(QuantizationType.F16), rules);
    ModelPlanner planner = new ModelPlanner(facts, forms, ANY, SpeedBases.unknown());
    OllamaRun run =
        OllamaRun.defaults(Map.of(), ByteSize.ZERO, facts.uint("context_length").orElse(0));
    Map<Level, Outline.Form> levels = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      type(entry, level)
          .filter(type -> !forms.possible(List.of(type)).isEmpty())
          .ifPresent(
              type ->
                  levels.put(
                      level,
                      new Outline.Form(
                          entry.published(type).orElse(entry.name()).tag(),
                          planner.candidate(type, run).needed())));
    }
    return new Outline(entry.name(), family, facts.parameterCount(), pulls, levels);
  }

  /**
   * The type that stands for a level of an entry: the level's own, but for models that are
   * published as MXFP4 alone, of which no finer weights are to be had.
   */
  private static Optional<QuantizationType> type(CatalogueEntry entry, Level level) {
    if (entry.published() != QuantizationType.MXFP4 || entry.published(level.type()).isPresent()) {
      return Optional.of(level.type());
    }
    return level == Level.of(QuantizationType.MXFP4)
        ? Optional.of(QuantizationType.MXFP4)
        : Optional.empty();
  }
}
