package dev.sirius.core.usecase;

import dev.sirius.core.fact.Fact;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A store that keeps models in memory, with as much of Ollama's behaviour as the use cases rest on.
 */
public final class InMemoryModelStore implements ModelStore {

  private record Model(String quantization, String license, String weights) {}

  private final OllamaVersion version;
  private final Map<ModelName, Model> models = new LinkedHashMap<>();
  private final List<CreateRequest> created = new ArrayList<>();

  public InMemoryModelStore(String version) {
    this.version = OllamaVersion.parse(version);
  }

  public InMemoryModelStore with(String name, String quantization, String license) {
    models.put(ModelName.parse(name), new Model(quantization, license, ""));
    return this;
  }

  /** Installs a model whose weights are a file. */
  public InMemoryModelStore with(String name, String quantization, Path weights) {
    models.put(ModelName.parse(name), new Model(quantization, "", weights.toString()));
    return this;
  }

  /** Installs a model with a licence whose weights are a file. */
  public InMemoryModelStore with(String name, String quantization, String license, Path weights) {
    models.put(ModelName.parse(name), new Model(quantization, license, weights.toString()));
    return this;
  }

  /** The orders that were given, in order. */
  public List<CreateRequest> created() {
    return List.copyOf(created);
  }

  @Override
  public Fact<OllamaVersion> version() {
    return Fact.known(version, "memory");
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
    Model model = find(name);
    String silent = "not kept";
    return new ModelDescription(
        name,
        Fact.known("llama", "memory"),
        Fact.known("8.0B", "memory"),
        Fact.known(model.quantization, "memory"),
        Fact.unknown(silent),
        Fact.unknown(silent),
        Fact.known(Set.of("completion"), "memory"),
        Fact.known(List.of(), "memory"),
        Fact.known("", "memory"),
        Fact.known("", "memory"),
        Fact.known(model.license, "memory"),
        Fact.known(List.of(), "memory"),
        Fact.known("", "memory"),
        Fact.known("", "memory"),
        Fact.known("", "memory"),
        Fact.known(Set.of(), "memory"),
        model.weights.isEmpty()
            ? Fact.unknown(silent)
            : Fact.known("FROM " + model.weights + "\n", "memory"),
        Fact.unknown(silent),
        Fact.unknown(silent));
  }

  @Override
  public void create(CreateRequest request, Consumer<Progress> progress) {
    created.add(request);
    String from = request.modelfile().last(Instruction.From.class).orElseThrow().source();
    Model base =
        Path.of(from).isAbsolute() ? new Model("unknown", "", "") : find(ModelName.parse(from));
    List<String> licenses = new ArrayList<>();
    if (!base.license.isEmpty()) {
      licenses.add(base.license);
    }
    request.modelfile().all(Instruction.License.class).forEach(text -> licenses.add(text.text()));
    models.put(
        request.name(),
        new Model(
            request.quantize().map(type -> type.label()).orElse(base.quantization),
            String.join("\n", licenses),
            base.weights));
    progress.accept(Progress.of("success"));
  }

  @Override
  public void copy(ModelName source, ModelName target) {
    models.put(target, find(source));
  }

  @Override
  public void delete(ModelName name) {
    models.keySet().removeIf(name::sameAs);
  }

  @Override
  public void pull(ModelName name, Consumer<Progress> progress) {
    throw new ModelStoreException(Kind.NOT_FOUND, "no registry holds " + name);
  }

  private Model find(ModelName name) {
    return models.entrySet().stream()
        .filter(entry -> entry.getKey().sameAs(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () -> new ModelStoreException(Kind.NOT_FOUND, "model '" + name + "' not found"));
  }
}
