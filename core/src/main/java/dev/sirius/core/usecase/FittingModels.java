package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.Outline;
import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.Fit;
import dev.sirius.core.plan.MemoryBudget;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers what a device can run: level by level, the largest models of the catalogue that fit at
 * {@link Outline#CONTEXT_LENGTH} tokens.
 */
public final class FittingModels {

  private final ModelCatalogue catalogue;
  private final OutlineModels outlineModels;

  /**
   * @param catalogue the models
   * @param outlineModels outlines those of the user's own, for which nobody did it before
   */
  public FittingModels(ModelCatalogue catalogue, OutlineModels outlineModels) {
    this.catalogue = requireNonNull(catalogue, "catalogue");
    this.outlineModels = requireNonNull(outlineModels, "outlineModels");
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

  private static final Comparator<Outline> LARGEST_FIRST =
      Comparator.comparingLong((Outline one) -> -one.parameters())
          .thenComparing(one -> -one.pulls().orElse(0L))
          .thenComparing(one -> one.name().shortForm());

  /**
   * The models for each level, largest first, of one size the best known first; of each library
   * model only the largest size. Empty lists where the device's memory is not known.
   *
   * @param idle whether to count on all memory, as if nothing else ran
   * @param reserve what to leave to the system; empty for the usual
   * @param most models for each level
   */
  public Map<Level, List<Fitting>> on(
      DeviceProfile device, boolean idle, Optional<ByteSize> reserve, int most) {
    MemoryBudget budget = MemoryBudget.of(device, idle, reserve);
    List<Outline> outlines = budget.host().isKnown() ? largestFirst() : List.of();
    Map<Level, List<Fitting>> found = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      found.put(level, largest(outlines, level, budget, most));
    }
    return found;
  }

  private static List<Fitting> largest(
      List<Outline> largestFirst, Level level, MemoryBudget budget, int most) {
    Map<String, Fitting> largest = new HashMap<>();
    List<Fitting> found = new ArrayList<>();
    for (Outline outline : largestFirst) {
      Optional<Outline.Form> form = Optional.ofNullable(outline.forms().get(level));
      Fit fit = form.map(known -> budget.fit(known.needed())).orElse(Fit.NOWHERE);
      if (found.size() < most && fit.fits() && !largest.containsKey(outline.name().model())) {
        Fitting fitting =
            new Fitting(
                outline.name().withTag(form.orElseThrow().tag()),
                outline.parameters(),
                outline.pulls(),
                form.orElseThrow().needed(),
                fit);
        largest.put(outline.name().model(), fitting);
        found.add(fitting);
      }
    }
    return List.copyOf(found);
  }

  private List<Outline> largestFirst() {
    List<Outline> all = new ArrayList<>();
    catalogue.ofUser().forEach(model -> all.addAll(outlineModels.of(model)));
    all.addAll(catalogue.outlines());
    all.sort(LARGEST_FIRST);
    return all;
  }
}
