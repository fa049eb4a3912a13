package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.compare.WeightError;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.quality.Divergence;
import dev.sirius.core.usecase.CompareWeights;
import dev.sirius.core.usecase.LevelWeights;
import dev.sirius.core.usecase.MeasureQuality;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Says how far a level of a family is from its parent: by its answers on a text, or where these
 * cannot be measured by its weights.
 */
public final class LevelQuality {

  private final ModelStore store;
  private final MeasureQuality quality;
  private final CompareWeights weights;

  /**
   * @param store the models
   * @param quality compares answers
   * @param weights compares weights
   */
  public LevelQuality(ModelStore store, MeasureQuality quality, CompareWeights weights) {
    this.store = requireNonNull(store, "store");
    this.quality = requireNonNull(quality, "quality");
    this.weights = requireNonNull(weights, "weights");
  }

  /**
   * How far a level is from its parent.
   *
   * @param parent the parent's model
   * @param divergence by its answers; or why that is not known
   * @param error by its weights; empty when the answers were measured, or it is the parent
   */
  public record Distance(
      ModelName parent, Fact<Divergence> divergence, Optional<WeightError> error) {
    public Distance {
      requireNonNull(parent, "parent");
      requireNonNull(divergence, "divergence");
      requireNonNull(error, "error");
    }
  }

  /**
   * Measures.
   *
   * @param name the family, which stands for its present level, or one of its members
   * @param text the text to read
   * @param pieces how many pieces of it are read, where that is stated
   * @param progress is told the name of each tensor before it is compared
   * @throws FamilyException {@code NO_FAMILY}, or {@code DAMAGED} when the parent is missing
   * @throws dev.sirius.core.model.port.ModelStoreException {@code LOCAL_FILE} when weights cannot
   *     be read on this machine
   */
  public Distance measure(
      ModelName name, Path text, OptionalInt pieces, Consumer<String> progress) {
    FamilyState family = new ReadFamily(store).read(name);
    if (!family.parent().exists()) {
      throw new FamilyException(FamilyException.Kind.DAMAGED, family.damages().get(0));
    }
    ModelName parent = family.parent().name();
    Path first = LevelWeights.weightsOf(store.show(parent));
    Path second = LevelWeights.weightsOf(store.show(name));
    if (first.equals(second)) {
      return new Distance(
          parent, Fact.unknown("it has the weights of the parent itself"), Optional.empty());
    }
    Fact<Divergence> divergence = quality.measure(first, second, text, pieces);
    return new Distance(
        parent,
        divergence,
        divergence.isKnown()
            ? Optional.empty()
            : Optional.of(weights.compare(first, second, progress).total()));
  }
}
