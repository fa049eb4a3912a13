package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.family.Family;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.family.port.FamilyLocks;
import dev.sirius.core.family.port.FamilyLocks.FamilyLock;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.ModelfileException;
import dev.sirius.core.modelfile.ModelfileParser;
import dev.sirius.core.quantization.QuantizationType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a family of a file that {@link ExportFamily} wrote: the parent as it is there, and of the
 * other levels those that suit this device. The file is not believed: what it says of other files
 * is refused.
 */
public final class ImportFamily {

  private final ModelStore store;
  private final WeightsFiles files;
  private final FamilyLocks locks;
  private final CreateFamily createFamily;

  /**
   * @param store the models
   * @param files reads the file
   * @param locks keep others from the same family meanwhile
   * @param createFamily makes the members but the parent
   */
  public ImportFamily(
      ModelStore store, WeightsFiles files, FamilyLocks locks, CreateFamily createFamily) {
    this.store = requireNonNull(store, "store");
    this.files = requireNonNull(files, "files");
    this.locks = requireNonNull(locks, "locks");
    this.createFamily = requireNonNull(createFamily, "createFamily");
  }

  /** What a file carries. */
  private record Carried(Family family, LevelRecord record, List<Instruction> instructions) {}

  /**
   * Imports a family.
   *
   * @param file the file
   * @param name the family's name here; empty for the one that the file states
   * @param primary the level to run at; empty for the highest one that fits
   * @param replace whether models that are in the way may be replaced
   * @param environment the Ollama server's environment, as far as it is known
   * @param progress is told each step
   * @return what was made beside the parent
   * @throws FamilyException {@code NO_FAMILY} when the file carries none
   */
  public FamilyPlan importFrom(
      Path file,
      Optional<ModelName> name,
      Optional<QuantizationType> primary,
      boolean replace,
      Map<String, String> environment,
      Consumer<Progress> progress) {
    Carried carried;
    try (WeightsReader reader = files.open(file)) {
      carried = carried(file, reader.facts().metadata(), name);
    }
    ModelName parent = carried.family().member(carried.family().parent().type());
    Optional<FamilyPlan> taken = makeParent(file, carried, parent, replace, progress);
    if (taken.isPresent()) {
      return taken.get();
    }
    return createFamily.create(
        new FamilyOrder(
            new ModelSource.Installed(parent),
            carried.family().primary(),
            primary,
            Optional.empty(),
            new FamilyOrder.Materialize.Next(),
            Optional.empty(),
            List.of(),
            replace,
            environment),
        progress);
  }

  /** Makes the parent unless it is there; what is in the way, when something is. */
  @SuppressWarnings("try") // the lock is held, not used
  private Optional<FamilyPlan> makeParent(
      Path file, Carried carried, ModelName parent, boolean replace, Consumer<Progress> progress) {
    try (FamilyLock lock = CreateFamily.lock(locks, carried.family().primary())) {
      List<ModelName> installed = store.list().stream().map(InstalledModel::name).toList();
      if (installed.stream().anyMatch(parent::sameAs)) {
        Optional<LevelRecord> there = ModelLevels.of(store.show(parent)).recorded();
        if (there.equals(Optional.of(carried.record()))) {
          return Optional.empty();
        }
        if (!replace) {
          return Optional.of(new FamilyPlan.NameTaken(parent, Optional.empty()));
        }
      }
      List<Instruction> instructions = new ArrayList<>();
      instructions.add(new Instruction.From(file.toAbsolutePath().toString()));
      instructions.add(new Instruction.License(LevelLines.render(carried.record())));
      instructions.addAll(carried.instructions());
      progress.accept(Progress.of("making the parent " + parent));
      store.create(
          new CreateRequest(parent, new Modelfile(instructions), Optional.empty()), progress);
      return Optional.empty();
    }
  }

  private static Carried carried(Path file, Metadata metadata, Optional<ModelName> name) {
    ModelName primary =
        name.orElseGet(() -> ModelName.parse(required(file, metadata, ExportKeys.FAMILY)));
    LevelRecord record =
        LevelLines.findAll(required(file, metadata, ExportKeys.RECORD)).stream()
            .findFirst()
            .orElseThrow(() -> noFamily(file, "its record of levels is none"));
    Family family =
        Family.of(primary, record)
            .filter(
                known ->
                    QuantizationType.named(record.primary())
                        .equals(Optional.of(known.parent().type())))
            .orElseThrow(() -> noFamily(file, "its record is not that of a parent"));
    return new Carried(
        family, record, instructions(file, required(file, metadata, ExportKeys.MODELFILE)));
  }

  private static List<Instruction> instructions(Path file, String text) {
    List<Instruction> instructions;
    try {
      instructions = new ModelfileParser().parse(text).instructions();
    } catch (ModelfileException e) {
      throw noFamily(file, "its Modelfile cannot be read: " + e.getMessage(), e);
    }
    List<Instruction> kept = new ArrayList<>();
    for (Instruction instruction : instructions) {
      if (instruction instanceof Instruction.From from) {
        if (!from.source().equals(ExportKeys.ITSELF)) {
          throw noFamily(file, "its Modelfile names weights other than its own");
        }
      } else if (instruction instanceof Instruction.Adapter
          || instruction instanceof Instruction.Draft) {
        throw noFamily(file, "its Modelfile names other files");
      } else {
        kept.add(instruction);
      }
    }
    return kept;
  }

  private static String required(Path file, Metadata metadata, String key) {
    return metadata.string(key).orElseThrow(() -> noFamily(file, "it has no key " + key));
  }

  private static FamilyException noFamily(Path file, String why) {
    return new FamilyException(FamilyException.Kind.NO_FAMILY, noFamilyText(file, why));
  }

  private static FamilyException noFamily(Path file, String why, Throwable cause) {
    return new FamilyException(FamilyException.Kind.NO_FAMILY, noFamilyText(file, why), cause);
  }

  private static String noFamilyText(Path file, String why) {
    return file
        + " carries no family: "
        + why
        + "; 'sirius export NAME --parent FILE' writes one that does";
  }
}
