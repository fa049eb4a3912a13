package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.OllamaFacts;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.ModelfileRenderer;
import dev.sirius.core.quantization.QuantizationType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads what other models are made from: an installed model, as the store tells of it, or a GGUF
 * file of this machine, by its header. A file has weights and nothing else: no template of its own
 * beside what its metadata carry, no parameters, no licence.
 */
public final class ReadBase {

  /** What a file's {@code general.architecture} is when it holds no language model of its own. */
  private static final String PROJECTOR = "clip";

  private static final String ADAPTER = "adapter";

  private final ModelStore store;
  private final WeightsFiles files;

  /**
   * @param store the installed models
   * @param files the files of this machine
   */
  public ReadBase(ModelStore store, WeightsFiles files) {
    this.store = requireNonNull(store, "store");
    this.files = requireNonNull(files, "files");
  }

  /** The path of a base that is a file. */
  public static Optional<Path> file(ModelSource base) {
    return base instanceof ModelSource.AtPath
        ? Optional.of(Path.of(base.text()))
        : Optional.empty();
  }

  /**
   * What is known of a base.
   *
   * @throws ModelStoreException {@code NOT_FOUND} when it is a model that is not installed; {@code
   *     LOCAL_FILE} when it is a file that no model can be made from
   * @throws WeightsException when it is a file that cannot be read
   * @throws dev.sirius.core.gguf.GgufException when it is a file that is no GGUF
   */
  public ModelDescription read(ModelSource base) {
    return base instanceof ModelSource.Installed installed
        ? store.show(installed.name())
        : inFile(Path.of(base.text()));
  }

  private ModelDescription inFile(Path path) {
    try (WeightsReader reader = files.open(path)) {
      if (reader.files().size() > 1) {
        throw new ModelStoreException(
            Kind.LOCAL_FILE,
            path
                + " is one of "
                + reader.files().size()
                + " parts of a split model, and a model is made from one file; 'sirius quantize "
                + path
                + " whole.gguf --type "
                + reader.facts().fileType().map(QuantizationType::label).orElse("F16")
                + "' joins them");
      }
      requireLanguageModel(path, reader.facts());
      return described(path, reader.facts());
    }
  }

  private static void requireLanguageModel(Path path, ModelFacts facts) {
    boolean adapter = facts.metadata().string("general.type").filter(ADAPTER::equals).isPresent();
    if (adapter || facts.architecture().equals(PROJECTOR)) {
      throw new ModelStoreException(
          Kind.LOCAL_FILE,
          path
              + " holds "
              + (adapter ? "an adapter" : "a projector")
              + ", no model of its own; name the file of the model that it belongs to");
    }
  }

  private static ModelDescription described(Path path, ModelFacts facts) {
    String source = "header of " + path;
    Fact<String> none = Fact.known("", source);
    return new ModelDescription(
        name(path),
        Fact.known(facts.architecture(), source),
        Fact.unknown("a file does not state it"),
        facts
            .fileType()
            .map(type -> Fact.known(type.label(), source))
            .orElseGet(() -> Fact.unknown("the file does not state the type of its weights")),
        number(facts.uint("context_length"), source),
        number(facts.uint("embedding_length"), source),
        Fact.unknown("only a server works out what a model can do"),
        Fact.known(List.of(), source),
        none,
        none,
        none,
        Fact.known(List.of(), source),
        none,
        none,
        none,
        Fact.known(Set.of(), source),
        Fact.known(new ModelfileRenderer().render(Modelfile.from(path.toString())), source),
        Fact.known(OllamaFacts.metadata(facts), source),
        Fact.known(OllamaFacts.tensors(facts), source));
  }

  private static Fact<Long> number(OptionalLong number, String source) {
    return number.isPresent()
        ? Fact.known(number.getAsLong(), source)
        : Fact.unknown("the file does not state it");
  }

  /** What the file is called, in the letters that a model's name may have. */
  private static ModelName name(Path path) {
    String letters =
        String.valueOf(path.getFileName())
            .replaceFirst("(?i)\\.gguf$", "")
            .replaceAll("[^A-Za-z0-9_.-]", "-")
            .replaceFirst("^[.-]+", "");
    String some = letters.isEmpty() ? "file" : letters;
    return ModelName.parse(some.substring(0, Math.min(some.length(), LONGEST_NAME)));
  }

  private static final int LONGEST_NAME = 80;
}
