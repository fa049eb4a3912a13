package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.NestedLevels;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.weights.Arrival;
import dev.sirius.core.weights.OllamaQuantizer;
import dev.sirius.core.weights.QuantizerChoice;
import dev.sirius.core.weights.RoutePlanner;
import dev.sirius.core.weights.WeightsRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes a model at a level from an installed one, or from a GGUF file: the {@code
 * createMatryoshkaModel(base, name, {quantizationLevel})} of the S.I.R.I.U.S. quantization utility.
 *
 * <p>The new model equals its base in everything but the weights, the changes that are ordered, and
 * one more licence text that records its levels. Ollama puts the licences of a base before those of
 * an order and offers no other way (server/create.go of ollama/ollama, all versions since 0.5.5),
 * so the record comes first only where the base has no licence.
 */
public final class CreateModel {

  private final ModelStore store;
  private final NestedLevels nestedLevels;
  private final Optional<LevelWeights> levelWeights;

  /** Weights are quantized by Ollama alone. */
  public CreateModel(ModelStore store, NestedLevels nestedLevels) {
    this(store, nestedLevels, Optional.empty());
  }

  /**
   * @param levelWeights makes the weights that Ollama does not make
   */
  public CreateModel(ModelStore store, NestedLevels nestedLevels, LevelWeights levelWeights) {
    this(store, nestedLevels, Optional.of(levelWeights));
  }

  private CreateModel(
      ModelStore store, NestedLevels nestedLevels, Optional<LevelWeights> levelWeights) {
    this.store = requireNonNull(store, "store");
    this.nestedLevels = requireNonNull(nestedLevels, "nestedLevels");
    this.levelWeights = requireNonNull(levelWeights, "levelWeights");
  }

  /**
   * What the order comes to; changes nothing.
   *
   * @throws dev.sirius.core.quantization.importance.ImportanceException when the order's importance
   *     matrix cannot be read
   * @throws dev.sirius.core.quantization.convert.ConversionException when it is another model's
   */
  public CreatePlan plan(CreateOrder order) {
    return plan(order, () -> described(order.base()));
  }

  /**
   * The same, where the base was shown already.
   *
   * @param base what Ollama told of the order's base
   */
  public CreatePlan plan(CreateOrder order, ModelDescription base) {
    return plan(order, () -> base);
  }

  private CreatePlan plan(CreateOrder order, Supplier<ModelDescription> shown) {
    boolean exists = store.list().stream().map(InstalledModel::name).anyMatch(order.name()::sameAs);
    if (exists && !order.replace()) {
      return new CreatePlan.NameTaken(order.name());
    }
    ModelDescription base = shown.get();
    Fact<OllamaVersion> version = store.version();
    QuantizerChoice quantizer = levelWeights.isEmpty() ? QuantizerChoice.OLLAMA : order.quantizer();
    WeightsRoute route =
        new RoutePlanner(new OllamaQuantizer(version), quantizer, order.guidance())
            .route(order.base(), base, order.target().type());
    if (route instanceof WeightsRoute.AsTheyAre asTheyAre && order.guidance().isGiven()) {
      return new CreatePlan.NothingToQuantize(order.base(), asTheyAre);
    }
    return route instanceof WeightsRoute.Unreachable unreachable
        ? new CreatePlan.LevelUnreachable(order.base(), unreachable)
        : ready(order, base, version, route, exists);
  }

  /**
   * What is known of a base.
   *
   * @throws ModelStoreException {@code NOT_FOUND} when it is a model that is not installed
   * @throws WeightsException when it is a file that cannot be read
   */
  public ModelDescription described(ModelSource base) {
    return base instanceof ModelSource.Installed installed
        ? store.show(installed.name())
        : levelWeights
            .orElseThrow(() -> new IllegalArgumentException("no files are read here: " + base))
            .described(base);
  }

  private CreatePlan.Ready ready(
      CreateOrder order,
      ModelDescription base,
      Fact<OllamaVersion> version,
      WeightsRoute route,
      boolean exists) {
    QuantizationType made =
        route instanceof WeightsRoute.AsTheyAre asTheyAre ? asTheyAre.source() : route.wanted();
    LevelRecord levels = LevelRecord.of(made, nestedLevels.below(made));
    if (route instanceof WeightsRoute.BySirius) {
      LevelPlan plan =
          levelWeights
              .orElseThrow()
              .plan(
                  base,
                  order.weights().or(() -> ReadBase.file(order.base())),
                  made,
                  order.guidance(),
                  order.name(),
                  levels,
                  order.changes());
      return new CreatePlan.Ready(order, plan.request(), route, levels, exists, Optional.of(plan));
    }
    List<Instruction> instructions = new ArrayList<>();
    instructions.add(new Instruction.From(order.base().text()));
    instructions.add(new Instruction.License(LevelLines.render(levels)));
    instructions.addAll(new Inheritance(version).toRepeat(base));
    instructions.addAll(order.changes());
    CreateRequest request =
        new CreateRequest(
            order.name(),
            new Modelfile(instructions),
            route instanceof WeightsRoute.ByOllama ? Optional.of(made) : Optional.empty());
    return new CreatePlan.Ready(order, request, route, levels, exists, Optional.empty());
  }

  /**
   * Carries a plan out. Where Ollama, other than its version lets expect, refuses to quantize, and
   * the order leaves open who does, Sirius quantizes.
   *
   * @return the plan that was carried out, the given one or that by Sirius
   */
  public Created carryOut(CreatePlan.Ready plan, Consumer<Progress> progress) {
    if (plan.bySirius().isPresent()) {
      Arrival arrival = levelWeights.orElseThrow().carryOut(plan.bySirius().get(), progress);
      return new Created(plan, Optional.of(arrival));
    }
    try {
      store.create(plan.request(), progress);
      return new Created(plan, Optional.empty());
    } catch (ModelStoreException refusal) {
      CreatePlan.Ready other = afterRefusal(plan, refusal);
      progress.accept(Progress.of("Ollama refused to quantize; Sirius does"));
      return carryOut(other, progress);
    }
  }

  private CreatePlan.Ready afterRefusal(CreatePlan.Ready plan, ModelStoreException refusal) {
    boolean canChange =
        refusal.kind() == ModelStoreException.Kind.QUANTIZATION_REFUSED
            && plan.route() instanceof WeightsRoute.ByOllama
            && plan.order().quantizer() == QuantizerChoice.AUTO
            && levelWeights.isPresent();
    if (!canChange) {
      throw refusal;
    }
    try {
      ModelDescription base = described(plan.base());
      WeightsRoute.ByOllama route = (WeightsRoute.ByOllama) plan.route();
      return ready(
          plan.order(),
          base,
          store.version(),
          new WeightsRoute.BySirius(route.wanted(), route.source()),
          plan.replaces());
    } catch (ModelStoreException e) {
      e.addSuppressed(refusal);
      throw e;
    }
  }
}
