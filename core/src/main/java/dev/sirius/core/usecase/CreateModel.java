package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.NestedLevels;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.weights.OllamaQuantizer;
import dev.sirius.core.weights.RoutePlanner;
import dev.sirius.core.weights.WeightsRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a model at a level from an installed one: the {@code createMatryoshkaModel(base, name,
 * {quantizationLevel})} of the S.I.R.I.U.S. quantization utility.
 *
 * <p>The new model equals its base in everything but the weights, the changes that are ordered, and
 * one more licence text that records its levels. Ollama puts the licences of a base before those of
 * an order and offers no other way (server/create.go of ollama/ollama, all versions since 0.5.5),
 * so the record comes first only where the base has no licence.
 */
public final class CreateModel {

  private final ModelStore store;
  private final NestedLevels nestedLevels;

  public CreateModel(ModelStore store, NestedLevels nestedLevels) {
    this.store = requireNonNull(store, "store");
    this.nestedLevels = requireNonNull(nestedLevels, "nestedLevels");
  }

  /** What the order comes to; changes nothing. */
  public CreatePlan plan(CreateOrder order) {
    boolean exists = store.list().stream().map(InstalledModel::name).anyMatch(order.name()::sameAs);
    if (exists && !order.replace()) {
      return new CreatePlan.NameTaken(order.name());
    }
    ModelDescription base = store.show(order.base());
    QuantizationType wanted = order.target().type();
    Fact<OllamaVersion> version = store.version();
    WeightsRoute route = new RoutePlanner(new OllamaQuantizer(version)).route(base, wanted);
    if (route instanceof WeightsRoute.Unreachable unreachable) {
      return new CreatePlan.LevelUnreachable(order.base(), unreachable);
    }
    QuantizationType made =
        route instanceof WeightsRoute.AsTheyAre asTheyAre ? asTheyAre.source() : wanted;
    LevelRecord levels = LevelRecord.of(made, nestedLevels.below(made));
    List<Instruction> instructions = new ArrayList<>();
    instructions.add(new Instruction.From(order.base().shortForm()));
    instructions.add(new Instruction.License(LevelLines.render(levels)));
    instructions.addAll(new Inheritance(version).toRepeat(base));
    instructions.addAll(order.changes());
    CreateRequest request =
        new CreateRequest(
            order.name(),
            new Modelfile(instructions),
            route instanceof WeightsRoute.ByOllama ? Optional.of(wanted) : Optional.empty());
    return new CreatePlan.Ready(order.base(), request, route, levels, exists);
  }

  /** Carries a plan out. */
  public void carryOut(CreatePlan.Ready plan, Consumer<Progress> progress) {
    store.create(plan.request(), progress);
  }
}
