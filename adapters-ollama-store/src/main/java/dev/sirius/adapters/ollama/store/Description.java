package dev.sirius.adapters.ollama.store;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.OllamaFacts;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.ModelfileException;
import dev.sirius.core.modelfile.ModelfileRenderer;
import dev.sirius.core.modelfile.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Tells of a model what its manifest, its configuration and its weights' header say. */
final class Description {

  private static final String SOURCE = "model folder";

  private final BlobShelf blobs;
  private final WeightsFiles weights;

  Description(BlobShelf blobs, WeightsFiles weights) {
    this.blobs = blobs;
    this.weights = weights;
  }

  ModelDescription of(ManifestTree.Read model) {
    try {
      return described(model);
    } catch (IllegalArgumentException e) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          "model "
              + model.name()
              + " cannot be read: "
              + e.getMessage()
              + "; pulling or creating it again repairs it",
          e);
    }
  }

  private ModelDescription described(ManifestTree.Read model) {
    Manifest manifest = model.manifest();
    ModelConfig config = ModelConfig.parse(blobs.read(manifest.config()));
    Fact<ModelFacts> facts = facts(manifest);
    List<Parameter> parameters = parameters(manifest);
    List<Message> messages =
        last(manifest, Layer.Kind.MESSAGES).map(ParametersJson::messages).orElse(List.of());
    Set<String> parts = new LinkedHashSet<>();
    for (Layer.Kind kind : List.of(Layer.Kind.PROJECTOR, Layer.Kind.ADAPTER, Layer.Kind.DRAFT)) {
      if (!manifest.all(kind).isEmpty()) {
        parts.add(kind.name().toLowerCase(Locale.ROOT));
      }
    }
    return new ModelDescription(
        model.name(),
        config
            .family()
            .map(family -> Fact.known(family, SOURCE))
            .orElseGet(() -> facts.map(ModelFacts::architecture)),
        text(config.parameterSize(), "the configuration states no size"),
        text(config.fileType(), "the configuration states no quantization"),
        number(facts, known -> known.uint("context_length")),
        number(facts, known -> known.uint("embedding_length")),
        Fact.unknown("only a server works out what a model can do"),
        Fact.known(parameters, SOURCE),
        Fact.known(joined(manifest, Layer.Kind.TEMPLATE), SOURCE),
        Fact.known(joined(manifest, Layer.Kind.SYSTEM), SOURCE),
        Fact.known(joined(manifest, Layer.Kind.LICENSE), SOURCE),
        Fact.known(messages, SOURCE),
        Fact.known(config.text("requires").orElse(""), SOURCE),
        Fact.known(config.text("renderer").orElse(""), SOURCE),
        Fact.known(config.text("parser").orElse(""), SOURCE),
        Fact.known(parts, SOURCE),
        modelfile(manifest, config, parameters, messages),
        facts.map(OllamaFacts::metadata),
        facts.map(OllamaFacts::tensors));
  }

  private Fact<ModelFacts> facts(Manifest manifest) {
    List<Layer> models = manifest.all(Layer.Kind.MODEL);
    if (models.isEmpty()) {
      return Fact.unknown("the model has no GGUF weights");
    }
    try (WeightsReader reader = weights.open(blobs.path(models.get(0).digest()))) {
      return Fact.known(reader.facts(), SOURCE);
    } catch (GgufException | WeightsException | MetadataException e) {
      return Fact.unknown(String.valueOf(e.getMessage()));
    }
  }

  private static Fact<String> text(Optional<String> value, String reason) {
    return value.map(text -> Fact.known(text, SOURCE)).orElseGet(() -> Fact.unknown(reason));
  }

  private static Fact<Long> number(
      Fact<ModelFacts> facts, Function<ModelFacts, OptionalLong> value) {
    return facts.fold(
        (known, source) -> {
          OptionalLong found = value.apply(known);
          return found.isPresent()
              ? Fact.known(found.getAsLong(), source)
              : Fact.unknown("the weights' header does not state it");
        },
        Fact::unknown);
  }

  private List<Parameter> parameters(Manifest manifest) {
    return last(manifest, Layer.Kind.PARAMS).map(ParametersJson::parameters).orElse(List.of());
  }

  private Optional<byte[]> last(Manifest manifest, Layer.Kind kind) {
    List<Layer> layers = manifest.all(kind);
    return layers.isEmpty()
        ? Optional.empty()
        : Optional.of(blobs.read(layers.get(layers.size() - 1)));
  }

  /** All texts of a kind, joined by line breaks as Ollama shows licences. */
  private String joined(Manifest manifest, Layer.Kind kind) {
    return String.join("\n", texts(manifest, kind));
  }

  private List<String> texts(Manifest manifest, Layer.Kind kind) {
    return manifest.all(kind).stream()
        .map(layer -> new String(blobs.read(layer), StandardCharsets.UTF_8))
        .toList();
  }

  /**
   * The model as a Modelfile whose FROM and ADAPTER name the blobs, as {@code ollama show} does.
   */
  private Fact<String> modelfile(
      Manifest manifest, ModelConfig config, List<Parameter> parameters, List<Message> messages) {
    List<Instruction> lines = new ArrayList<>();
    paths(manifest, Layer.Kind.MODEL).forEach(path -> lines.add(new Instruction.From(path)));
    paths(manifest, Layer.Kind.ADAPTER).forEach(path -> lines.add(new Instruction.Adapter(path)));
    paths(manifest, Layer.Kind.DRAFT).forEach(path -> lines.add(new Instruction.Draft(path)));
    paths(manifest, Layer.Kind.PROJECTOR).forEach(path -> lines.add(new Instruction.From(path)));
    if (lines.stream().noneMatch(Instruction.From.class::isInstance)) {
      return Fact.unknown("the model has no GGUF weights");
    }
    texts(manifest, Layer.Kind.TEMPLATE).forEach(text -> lines.add(new Instruction.Template(text)));
    texts(manifest, Layer.Kind.SYSTEM)
        .forEach(text -> lines.add(new Instruction.SystemPrompt(text)));
    config.text("renderer").ifPresent(name -> lines.add(new Instruction.Renderer(name)));
    config.text("parser").ifPresent(name -> lines.add(new Instruction.Parser(name)));
    config.text("requires").ifPresent(version -> lines.add(new Instruction.Requires(version)));
    parameters.forEach(parameter -> lines.add(new Instruction.Set(parameter)));
    texts(manifest, Layer.Kind.LICENSE).forEach(text -> lines.add(new Instruction.License(text)));
    messages.forEach(message -> lines.add(new Instruction.Say(message)));
    try {
      return Fact.known(new ModelfileRenderer().render(new Modelfile(lines)), SOURCE);
    } catch (ModelfileException e) {
      return Fact.unknown("no Modelfile can carry it: " + e.getMessage());
    }
  }

  private List<String> paths(Manifest manifest, Layer.Kind kind) {
    return manifest.all(kind).stream().map(layer -> blobs.path(layer.digest()).toString()).toList();
  }
}
