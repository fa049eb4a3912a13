package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Family;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.policy.ChosenBy;
import dev.sirius.core.policy.TypeChoice;
import dev.sirius.core.weights.Guidance;
import dev.sirius.core.weights.QuantizerChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the form of an installed model that suits this device, under the name {@code
 * <name>-matryoshka}: the {@code optimizeModel} of the S.I.R.I.U.S. quantization utility. A model
 * that is optimized already is left alone.
 */
public final class OptimizeModel {

  private static final String SUFFIX = "-matryoshka";

  private final ModelStore store;
  private final ChooseType chooseType;
  private final CreateModel createModel;

  /**
   * @param store the models
   * @param chooseType chooses what the weights shall be when nobody says
   * @param createModel makes the model
   */
  public OptimizeModel(ModelStore store, ChooseType chooseType, CreateModel createModel) {
    this.store = requireNonNull(store, "store");
    this.chooseType = requireNonNull(chooseType, "chooseType");
    this.createModel = requireNonNull(createModel, "createModel");
  }

  /**
   * The name of a model's optimized form: {@code llama3.1:8b} becomes {@code
   * llama3.1:8b-matryoshka}.
   */
  public static ModelName optimizedName(ModelName name) {
    return name.withTag(name.tag() + SUFFIX);
  }

  /**
   * What optimizing comes to; changes nothing.
   *
   * @param target what its weights shall be; empty for what suits the device
   * @param changes what shall differ beside the weights
   * @param quantizer who may quantize
   * @param guidance what is quantized by beside the weights
   * @param by what to choose by where there is no target
   * @param environment the environment variables of Ollama's server, as far as they are known
   * @throws ModelStoreException {@code NOT_FOUND} when the model is not in the list of installed
   *     ones
   */
  public CreatePlan plan(
      ModelName name,
      Optional<Target> target,
      List<Instruction> changes,
      QuantizerChoice quantizer,
      Guidance guidance,
      ChosenBy by,
      Map<String, String> environment) {
    List<ModelName> installed = installed();
    ModelName found = found(name, installed);
    ModelDescription base = store.show(found);
    Optional<LevelRecord> own = ModelLevels.of(base).recorded();
    if (own.isPresent()) {
      return new CreatePlan.AlreadyOptimized(found, own.get());
    }
    ModelName optimized = optimizedName(found);
    if (installed.stream().anyMatch(optimized::sameAs)) {
      Optional<LevelRecord> existing = recordOf(optimized);
      return existing.isPresent()
          ? new CreatePlan.AlreadyOptimized(optimized, existing.get())
          : new CreatePlan.NameTaken(optimized);
    }
    Target wanted;
    if (target.isPresent()) {
      wanted = target.get();
    } else {
      TypeChoice choice = chooseType.choose(by, base, changes, environment);
      if (choice.type().isEmpty()) {
        return new CreatePlan.NothingFits(new ModelSource.Installed(found), choice);
      }
      wanted = new Target.Chosen(choice);
    }
    return createModel.plan(
        new CreateOrder(
            new ModelSource.Installed(found),
            optimized,
            wanted,
            changes,
            false,
            quantizer,
            guidance,
            Optional.empty()),
        base);
  }

  /**
   * Whether a model is optimized already, so that no family is to be made of it: it records levels
   * itself, or its optimized form does without being a family, which could be gone on with.
   *
   * @throws ModelStoreException {@code NOT_FOUND} when the model is not in the list of installed
   *     ones
   */
  public Optional<CreatePlan.AlreadyOptimized> isOptimized(ModelName name) {
    List<ModelName> installed = installed();
    ModelName found = found(name, installed);
    ModelName optimized = optimizedName(found);
    Optional<LevelRecord> own = recordOf(found);
    if (own.isPresent()) {
      return Optional.of(new CreatePlan.AlreadyOptimized(found, own.get()));
    }
    if (installed.stream().noneMatch(optimized::sameAs)) {
      return Optional.empty();
    }
    return recordOf(optimized)
        .filter(record -> Family.of(optimized, record).isEmpty())
        .map(record -> new CreatePlan.AlreadyOptimized(optimized, record));
  }

  private List<ModelName> installed() {
    return store.list().stream().map(InstalledModel::name).toList();
  }

  private static ModelName found(ModelName name, List<ModelName> installed) {
    return installed.stream()
        .filter(name::sameAs)
        .findFirst()
        .orElseThrow(
            () ->
                new ModelStoreException(
                    Kind.NOT_FOUND,
                    "model "
                        + name
                        + " is not installed; pull it with 'ollama pull "
                        + name
                        + "'"));
  }

  private Optional<LevelRecord> recordOf(ModelName name) {
    ModelDescription description = store.show(name);
    return ModelLevels.of(description).recorded();
  }
}
