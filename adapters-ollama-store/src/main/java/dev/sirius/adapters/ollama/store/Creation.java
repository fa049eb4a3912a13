package dev.sirius.adapters.ollama.store;

import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.ollama.HumanText;
import dev.sirius.core.quantization.QuantizationType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts a model together from a Modelfile, part by part, as the server does. */
final class Creation {

  private final ManifestTree manifests;
  private final BlobShelf blobs;
  private final WeightsFiles weights;
  private final NameLocks.Held journal;
  private final Consumer<Progress> progress;

  private final List<Layer> layers = new ArrayList<>();
  private ModelConfig config = ModelConfig.empty();

  Creation(
      ManifestTree manifests,
      BlobShelf blobs,
      WeightsFiles weights,
      NameLocks.Held journal,
      Consumer<Progress> progress) {
    this.manifests = manifests;
    this.blobs = blobs;
    this.weights = weights;
    this.journal = journal;
    this.progress = progress;
  }

  /** The manifest of the model; its parts are on the shelf. */
  Manifest manifest(CreateRequest request) {
    Modelfile modelfile = request.modelfile();
    modelfile.all(Instruction.From.class).forEach(from -> from(from.source()));
    modelfile
        .all(Instruction.Adapter.class)
        .forEach(adapter -> file(Layer.Kind.ADAPTER, existing("ADAPTER", adapter.source())));
    modelfile
        .last(Instruction.Draft.class)
        .ifPresent(draft -> file(Layer.Kind.DRAFT, existing("DRAFT", draft.source())));
    modelfile
        .last(Instruction.Template.class)
        .ifPresent(template -> replace(Layer.Kind.TEMPLATE, template.text()));
    modelfile
        .last(Instruction.SystemPrompt.class)
        .ifPresent(system -> replace(Layer.Kind.SYSTEM, system.text()));
    modelfile
        .all(Instruction.License.class)
        .forEach(license -> add(Layer.Kind.LICENSE, bytes(license.text())));
    parameters(modelfile.all(Instruction.Set.class).map(Instruction.Set::parameter).toList());
    messages(modelfile.all(Instruction.Say.class).map(Instruction.Say::message).toList());
    modelfile
        .last(Instruction.Renderer.class)
        .ifPresent(renderer -> config = config.with("renderer", renderer.name()));
    modelfile
        .last(Instruction.Parser.class)
        .ifPresent(parser -> config = config.with("parser", parser.name()));
    modelfile
        .last(Instruction.Requires.class)
        .ifPresent(requires -> config = config.with("requires", requires.version()));
    if (layers.stream().noneMatch(layer -> layer.is(Layer.Kind.MODEL))) {
      throw new ModelStoreException(
          Kind.REFUSED, request.name() + " would have no weights; a FROM with weights is needed");
    }
    byte[] text = config.text();
    return new Manifest(
        new Layer(
            Layer.CONFIG,
            blobs.put(text, journal),
            text.length,
            Optional.empty(),
            Optional.empty()),
        layers);
  }

  /** A path must exist; a name must be in the folder: nothing is downloaded by the way. */
  private void from(String text) {
    ModelSource source = source(text);
    if (source instanceof ModelSource.Installed installed) {
      fromModel(installed.name());
      return;
    }
    Path path = existing("FROM", ((ModelSource.AtPath) source).path());
    ModelFacts facts = facts(path);
    boolean projector = facts.architecture().equals("clip");
    file(projector ? Layer.Kind.PROJECTOR : Layer.Kind.MODEL, path);
    if (!projector) {
      config =
          config.withWeights(
              facts.architecture(),
              HumanText.number(facts.parameterCount()),
              facts.fileType().map(QuantizationType::label).orElse("unknown"));
    }
  }

  private static ModelSource source(String text) {
    try {
      return ModelSource.of(text);
    } catch (IllegalArgumentException e) {
      throw new ModelStoreException(Kind.REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  private ModelFacts facts(Path path) {
    try (WeightsReader reader = weights.open(path)) {
      if (reader.headers().size() > 1) {
        throw new ModelStoreException(
            Kind.REFUSED,
            path + " is one part of a split file; join the parts with 'sirius quantize' first");
      }
      return reader.facts();
    } catch (GgufException | WeightsException | MetadataException e) {
      throw new ModelStoreException(Kind.LOCAL_FILE, String.valueOf(e.getMessage()), e);
    }
  }

  private Path existing(String instruction, String source) {
    Path path = Path.of(source);
    if (!Files.isRegularFile(path)) {
      throw new ModelStoreException(
          Kind.LOCAL_FILE,
          instruction + " names " + path + ", and there is no such file; check the path");
    }
    return path;
  }

  private void fromModel(ModelName name) {
    ManifestTree.Read source = manifests.read(name);
    for (Layer layer : source.manifest().layers()) {
      journal.note(layer.digest());
      if (!blobs.has(layer.digest())) {
        throw new ModelStoreException(
            Kind.BROKEN_ANSWER,
            "model "
                + name
                + " lacks its blob "
                + layer.digest()
                + "; pull or create it again before building on it");
      }
      boolean isWeights =
          layer.is(Layer.Kind.MODEL)
              || layer.is(Layer.Kind.PROJECTOR)
              || layer.is(Layer.Kind.ADAPTER);
      layers.add(isWeights ? layer.takenFrom(name.shortForm()) : layer);
    }
    config = ModelConfig.parse(blobs.read(source.manifest().config()));
  }

  private void file(Layer.Kind kind, Path path) {
    layers.add(blobs.adopt(kind, path, journal, progress));
  }

  private void replace(Layer.Kind kind, String text) {
    layers.removeIf(layer -> layer.is(kind));
    if (!text.isEmpty()) {
      add(kind, bytes(text));
    }
  }

  private void add(Layer.Kind kind, byte[] bytes) {
    Digest digest = blobs.put(bytes, journal);
    layers.add(Layer.of(kind, digest, bytes.length));
  }

  private void parameters(List<Parameter> changes) {
    if (changes.isEmpty()) {
      return;
    }
    Optional<byte[]> existing =
        layers.stream()
            .filter(layer -> layer.is(Layer.Kind.PARAMS))
            .reduce((first, second) -> second)
            .map(blobs::read);
    byte[] merged = ParametersJson.with(existing, changes);
    layers.removeIf(layer -> layer.is(Layer.Kind.PARAMS));
    add(Layer.Kind.PARAMS, merged);
  }

  private void messages(List<Message> messages) {
    if (!messages.isEmpty()) {
      layers.removeIf(layer -> layer.is(Layer.Kind.MESSAGES));
      add(Layer.Kind.MESSAGES, ParametersJson.text(messages));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
