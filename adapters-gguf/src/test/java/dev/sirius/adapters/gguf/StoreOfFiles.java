package dev.sirius.adapters.gguf;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.quantization.QuantizationType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A store that keeps the weights of its models in files, as Ollama does. Where asked to, it refuses
 * to quantize, or keeps other bytes than it was given.
 */
final class StoreOfFiles implements ModelStore {

  private final Path blobs;
  private final Map<ModelName, ModelDescription> models = new LinkedHashMap<>();
  private final List<CreateRequest> created = new ArrayList<>();
  private UnaryOperator<byte[]> rewriting = bytes -> bytes;
  private boolean refusing;

  StoreOfFiles(Path blobs) {
    this.blobs = blobs;
  }

  /** Installs a model of these weights, with what the instructions say. */
  StoreOfFiles with(String name, String quantization, Path weights, Instruction... instructions) {
    List<Instruction> all = new ArrayList<>(List.of(new Instruction.From(weights.toString())));
    all.addAll(List.of(instructions));
    ModelName known = ModelName.parse(name);
    models.put(known, description(known, quantization, weights.toString(), new Modelfile(all)));
    return this;
  }

  /** Files are not kept as they are given. */
  StoreOfFiles rewriting(UnaryOperator<byte[]> change) {
    rewriting = change;
    return this;
  }

  StoreOfFiles refusingToQuantize() {
    refusing = true;
    return this;
  }

  /** The orders that were given, also those that were refused. */
  List<CreateRequest> created() {
    return List.copyOf(created);
  }

  private static ModelDescription description(
      ModelName name, String quantization, String from, Modelfile modelfile) {
    String source = "test";
    Fact<String> none = Fact.known("", source);
    return new ModelDescription(
        name,
        Fact.known("llama", source),
        Fact.known("3.67M", source),
        Fact.known(quantization, source),
        Fact.unknown("not kept"),
        Fact.unknown("not kept"),
        Fact.unknown("not kept"),
        Fact.known(
            modelfile.all(Instruction.Set.class).<Parameter>map(set -> set.parameter()).toList(),
            source),
        Fact.known(
            modelfile
                .last(Instruction.Template.class)
                .map(Instruction.Template::text)
                .orElse("{{ .Prompt }}"),
            source),
        Fact.known(
            modelfile
                .last(Instruction.SystemPrompt.class)
                .map(Instruction.SystemPrompt::text)
                .orElse(""),
            source),
        Fact.known(
            modelfile
                .all(Instruction.License.class)
                .map(Instruction.License::text)
                .collect(Collectors.joining("\n")),
            source),
        Fact.known(modelfile.all(Instruction.Say.class).map(say -> say.message()).toList(), source),
        none,
        none,
        none,
        Fact.known(Set.of(), source),
        Fact.known("FROM " + from + "\n", source),
        Fact.unknown("not kept"),
        Fact.unknown("not kept"));
  }

  @Override
  public Fact<OllamaVersion> version() {
    return Fact.known(OllamaVersion.parse("0.33.0"), "test");
  }

  @Override
  public List<InstalledModel> list() {
    return models.keySet().stream()
        .map(
            name ->
                new InstalledModel(
                    name,
                    "0123456789ab",
                    Fact.unknown("not kept"),
                    "7 MB",
                    Fact.unknown("not kept"),
                    Fact.unknown("not kept")))
        .toList();
  }

  @Override
  public ModelDescription show(ModelName name) {
    ModelDescription model = models.get(name);
    if (model == null) {
      throw new ModelStoreException(Kind.NOT_FOUND, "model '" + name + "' not found");
    }
    return model;
  }

  @Override
  public void create(CreateRequest request, Consumer<Progress> progress) {
    created.add(request);
    if (request.quantize().isPresent() && refusing) {
      throw new ModelStoreException(Kind.QUANTIZATION_REFUSED, "unsupported quantization type");
    }
    String from =
        request.modelfile().all(Instruction.From.class).findFirst().orElseThrow().source();
    if (!Path.of(from).isAbsolute()) {
      inherit(request, show(ModelName.parse(from)));
      return;
    }
    try {
      byte[] bytes = Files.readAllBytes(Path.of(from));
      Path kept = blobs.resolve("sha256-" + created.size());
      Files.write(kept, rewriting.apply(bytes));
      models.put(
          request.name(),
          description(request.name(), type(kept), kept.toString(), request.modelfile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model made from another one has all that it has, and the new licences after its own. */
  private void inherit(CreateRequest request, ModelDescription base) {
    String from = base.modelfile().toOptional().orElseThrow().replaceFirst("^FROM ", "").strip();
    List<Instruction> all = new ArrayList<>(List.of(new Instruction.From(from)));
    all.add(new Instruction.License(base.license().toOptional().orElseThrow()));
    all.add(new Instruction.SystemPrompt(base.system().toOptional().orElseThrow()));
    all.add(new Instruction.Template(base.template().toOptional().orElseThrow()));
    base.parameters().toOptional().orElseThrow().stream()
        .map(Instruction.Set::new)
        .forEach(all::add);
    base.messages().toOptional().orElseThrow().stream().map(Instruction.Say::new).forEach(all::add);
    request.modelfile().instructions().stream().skip(1).forEach(all::add);
    String quantization = base.quantization().toOptional().orElseThrow();
    models.put(request.name(), description(request.name(), quantization, from, new Modelfile(all)));
  }

  private static String type(Path weights) {
    try (WeightsReader reader = new GgufFiles().open(weights)) {
      return reader.facts().fileType().map(QuantizationType::label).orElse("unknown");
    }
  }

  @Override
  public void copy(ModelName source, ModelName target) {
    models.put(target, show(source));
  }

  @Override
  public void delete(ModelName name) {
    models.keySet().removeIf(name::sameAs);
  }

  @Override
  public void pull(ModelName name, Consumer<Progress> progress) {
    throw new ModelStoreException(Kind.REFUSED, "not here");
  }
}
