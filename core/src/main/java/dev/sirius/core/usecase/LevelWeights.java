package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.LevelLines;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WorkFolders;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.TensorDescription;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.model.port.WeightsShelf;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.ollama.PrintedModelfile;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.convert.ConversionSettings;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.text.SafeText;
import dev.sirius.core.weights.Arrival;
import dev.sirius.core.weights.CarriedOver;
import dev.sirius.core.weights.Guidance;
import dev.sirius.core.weights.SameTensors;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a model whose weights Sirius quantizes from those of an installed one, and which equals
 * that one in everything else.
 *
 * <p>The weights are read where Ollama keeps them on this machine. The new ones lie in a folder of
 * their own until Ollama has taken them.
 */
public final class LevelWeights {

  private final ModelStore store;
  private final WeightsFiles files;
  private final QuantizeWeights quantizeWeights;
  private final WorkFolders folders;
  private final Optional<WeightsShelf> shelf;

  /**
   * @param store where the models are
   * @param files reads what was made and what Ollama keeps of it
   * @param quantizeWeights makes the weights
   * @param folders where they lie for the while
   * @param shelf where the store has them written right away; empty where it takes them from a
   *     folder of ours
   */
  public LevelWeights(
      ModelStore store,
      WeightsFiles files,
      QuantizeWeights quantizeWeights,
      WorkFolders folders,
      Optional<WeightsShelf> shelf) {
    this.store = requireNonNull(store, "store");
    this.files = requireNonNull(files, "files");
    this.quantizeWeights = requireNonNull(quantizeWeights, "quantizeWeights");
    this.folders = requireNonNull(folders, "folders");
    this.shelf = requireNonNull(shelf, "shelf");
  }

  /**
   * What is known of a base: as the store tells it, or as the header of the file does.
   *
   * @throws ModelStoreException {@code NOT_FOUND} when it is a model that is not installed
   * @throws WeightsException when it is a file that cannot be read
   */
  public ModelDescription described(ModelSource base) {
    return new ReadBase(store, files).read(base);
  }

  /**
   * What a model comes to; reads the header of the weights and the importance matrix, and changes
   * nothing.
   *
   * <p>The record of levels is the first of the new model's licences.
   *
   * @param source the installed model
   * @param weights the file of its weights, where it is not to be read from Ollama's own
   * @param wanted the type of the new weights
   * @param guidance what they are quantized by beside the source's weights
   * @param name the new model's name
   * @param record what it records of its levels
   * @param changes what shall differ from the source beside the weights
   * @throws ModelStoreException {@code REFUSED} when a part of the source cannot be read back;
   *     {@code LOCAL_FILE} when its weights cannot be read here
   * @throws dev.sirius.core.quantization.convert.ConversionException when its weights hold less
   *     than what is wanted, or the importance matrix is another model's
   * @throws dev.sirius.core.quantization.importance.ImportanceException when the importance matrix
   *     cannot be read
   */
  public LevelPlan plan(
      ModelDescription source,
      Optional<Path> weights,
      QuantizationType wanted,
      Guidance guidance,
      ModelName name,
      LevelRecord record,
      List<Instruction> changes) {
    Path file = weights.orElseGet(() -> weightsOf(source));
    QuantizePlan quantized = quantized(source, file, wanted, guidance);
    requireSameModel(source, file, quantized);
    List<Instruction> instructions = new ArrayList<>();
    instructions.add(new Instruction.From(file.toString()));
    instructions.add(new Instruction.License(LevelLines.render(record)));
    carriedOver(source).stream()
        .filter(carried -> changes.stream().noneMatch(change -> replaces(change, carried)))
        .forEach(instructions::add);
    instructions.addAll(changes);
    return new LevelPlan(
        file,
        weights.isEmpty(),
        new CreateRequest(name, new Modelfile(instructions), Optional.empty()),
        wanted,
        guidance,
        quantized);
  }

  /** A file that was named must hold what Ollama tells of the source's tensors. */
  private static void requireSameModel(ModelDescription source, Path file, QuantizePlan quantized) {
    List<TensorDescription> told = source.tensors().toOptional().orElse(List.of());
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    quantized
        .file()
        .choices()
        .forEach(
            choice -> shapes.put(choice.source().name(), choice.source().significantDimensions()));
    for (TensorDescription tensor : told) {
      if (!tensor.shape().equals(shapes.get(tensor.name()))) {
        throw new ModelStoreException(
            Kind.REFUSED,
            file
                + " is not the weights of "
                + source.name()
                + ": tensor '"
                + SafeText.oneLine(tensor.name(), 80)
                + "' of the model is missing there or has other dimensions; name its own GGUF file");
      }
    }
  }

  private static List<Instruction> carriedOver(ModelDescription source) {
    CarriedOver.Result carried = CarriedOver.of(source);
    if (!carried.missing().isEmpty()) {
      throw new ModelStoreException(
          Kind.REFUSED,
          source.name()
              + " has, or may have, what cannot be read back and would be lost ("
              + String.join("; ", carried.missing())
              + "); create it with --quantizer ollama, or ask over HTTP with --adapter http");
    }
    return carried.instructions();
  }

  /** Whether a change stands in place of what is carried over, as when Ollama inherits. */
  private static boolean replaces(Instruction change, Instruction carried) {
    if (change instanceof Instruction.Set one && carried instanceof Instruction.Set other) {
      return name(one.parameter()).equals(name(other.parameter()));
    }
    return change.getClass() == carried.getClass() && !(change instanceof Instruction.License);
  }

  private static Object name(Parameter parameter) {
    return parameter.name();
  }

  /**
   * The file that Ollama keeps a model's weights in, as the Modelfile that it prints names it.
   *
   * @throws ModelStoreException {@code LOCAL_FILE} when it names no file of this machine
   */
  public static Path weightsOf(ModelDescription source) {
    String printed =
        source
            .modelfile()
            .fold(
                (text, origin) -> text,
                reason -> {
                  throw unreadable(source, "where its weights lie is not known: " + reason);
                });
    String place =
        PrintedModelfile.parse(printed, "", "")
            .weights()
            .orElseThrow(() -> unreadable(source, "its Modelfile names no weights"));
    try {
      Path path = Path.of(place);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw unreadable(source, "'" + SafeText.oneLine(place, 120) + "' is no path here", e);
    }
    throw unreadable(
        source, "its weights are '" + SafeText.oneLine(place, 120) + "', no file of this machine");
  }

  private QuantizePlan quantized(
      ModelDescription source, Path weights, QuantizationType wanted, Guidance guidance) {
    try {
      return quantizeWeights.plan(
          order(weights, weights.resolveSibling("new.gguf"), wanted, guidance, Map.of()));
    } catch (WeightsException e) {
      throw unreadable(source, String.valueOf(e.getMessage()).replaceFirst("; [^;]*$", ""), e);
    }
  }

  private static ModelStoreException unreadable(ModelDescription source, String why) {
    return new ModelStoreException(Kind.LOCAL_FILE, unreadableText(source, why));
  }

  private static ModelStoreException unreadable(
      ModelDescription source, String why, Throwable cause) {
    return new ModelStoreException(Kind.LOCAL_FILE, unreadableText(source, why), cause);
  }

  private static String unreadableText(ModelDescription source, String why) {
    return "the weights of "
        + source.name()
        + " cannot be read here to quantize them: "
        + why
        + "; run sirius on the server's machine as a user who may read its models, or name a copy"
        + " of the GGUF file with --weights";
  }

  private static QuantizeOrder order(
      Path weights,
      Path target,
      QuantizationType wanted,
      Guidance guidance,
      Map<String, GgufValue> notes) {
    return new QuantizeOrder(
        weights,
        target,
        wanted,
        guidance.importances(),
        QuantizationOptions.DEFAULT,
        ConversionSettings.usual().with(guidance.search()),
        false,
        notes);
  }

  /**
   * Carries a plan out. Nothing of the files that it takes is left, whether it succeeds or not.
   *
   * @param progress is told each step
   * @return whether Ollama keeps the very weights that it was given
   * @throws ModelStoreException {@code BROKEN_ANSWER} when it keeps others
   * @throws WeightsException {@code NO_SPACE} when the disks have too little space
   */
  public Arrival carryOut(LevelPlan plan, Consumer<Progress> progress) {
    if (shelf.isPresent()) {
      Path place = shelf.get().place(plan.request().name());
      WrittenFile made = made(plan, place, progress);
      store.create(plan.requestWith(shelf.get().keep(made)), progress);
      return compared(plan.request().name(), made);
    }
    requireSpace(plan);
    try (WorkFolders.WorkFolder folder = folders.open()) {
      WrittenFile made = made(plan, folder.path().resolve("weights.gguf"), progress);
      store.create(plan.requestWith(made.path()).withDigest(made.path(), made.sha256()), progress);
      progress.accept(Progress.of("comparing what Ollama keeps"));
      return compared(plan.request().name(), made);
    }
  }

  private WrittenFile made(LevelPlan plan, Path target, Consumer<Progress> progress) {
    return quantizeWeights.carryOut(
        order(plan.weights(), target, plan.wanted(), plan.guidance(), plan.notes()),
        step ->
            progress.accept(
                Progress.of("quantizing " + step.tensor(), step.doneBytes(), step.totalBytes())));
  }

  /** The file itself, and what Ollama needs beside it where it keeps its models on this machine. */
  private void requireSpace(LevelPlan plan) {
    long bytes = plan.quantized().file().size().bytes();
    Map<Path, Long> needed = new LinkedHashMap<>();
    needed.put(folders.directory(), bytes);
    Path parent = plan.weights().getParent();
    if (parent != null && plan.isInstalled()) {
      needed.merge(parent, Math.multiplyExact(bytes, copiesOf(store.version())), Math::addExact);
    }
    folders.requireSpace(needed);
  }

  /**
   * How often Ollama has a file on its disk at once while it takes it: as it was sent, and since
   * 0.30 as rewritten by llama-quantize, and a copy of that (server/create.go and manifest/layer.go
   * of ollama/ollama).
   */
  private static int copiesOf(Fact<OllamaVersion> version) {
    return version.toOptional().filter(known -> known.isAtLeast(0, 30, 0)).isPresent() ? 3 : 1;
  }

  private Arrival compared(ModelName name, WrittenFile made) {
    Path kept;
    try {
      kept = weightsOf(store.show(name));
    } catch (ModelStoreException e) {
      return Arrival.NOT_SEEN;
    }
    if (String.valueOf(kept.getFileName()).equals("sha256-" + made.sha256())) {
      return Arrival.SAME_FILE;
    }
    Optional<String> difference;
    try (WeightsReader ours = files.open(made.path());
        WeightsReader theirs = files.open(kept)) {
      difference = SameTensors.difference(ours, theirs);
    } catch (WeightsException e) {
      return Arrival.NOT_SEEN;
    }
    if (difference.isPresent()) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          "what Ollama keeps as "
              + name
              + " is not what it was given: "
              + difference.get()
              + "; remove it with 'ollama rm "
              + name
              + "' and look at the server's log and disk");
    }
    return Arrival.SAME_TENSORS;
  }
}
