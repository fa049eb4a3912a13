package dev.sirius.adapters.ollama.store;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.HumanText;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The models in a folder of Ollama's, without a server. What it writes, a server on the same folder
 * serves as it is, whether it runs at the time or starts later.
 *
 * <p>Manifests appear whole; two processes lock each other out per model; a blob is removed only
 * when no manifest names it, and blobs younger than an hour stay, since somebody may be about to
 * name them. Symbolic links inside the folder are not followed.
 */
public final class OllamaFolder implements ModelStore {

  private static final Duration GRACE = Duration.ofHours(1);

  private final ModelFolder folder;
  private final ManifestTree manifests;
  private final BlobShelf blobs;
  private final NameLocks locks;
  private final WeightsFiles weights;

  /**
   * @param root the folder, as in {@code OLLAMA_MODELS}; made when it is missing
   * @param weights reads the headers of weights
   */
  public OllamaFolder(Path root, WeightsFiles weights) {
    this.folder = new ModelFolder(root);
    SafeWriter writer = new SafeWriter(folder);
    this.manifests = new ManifestTree(folder, writer);
    this.blobs = new BlobShelf(folder, writer);
    this.locks = new NameLocks(folder);
    this.weights = requireNonNull(weights, "weights");
  }

  @Override
  public Fact<OllamaVersion> version() {
    return Fact.unknown("the model folder " + folder.root() + " is used without a server");
  }

  @Override
  public List<InstalledModel> list() {
    return manifests
        .readable()
        .sorted(Comparator.comparing(ManifestTree.Read::modifiedAt).reversed())
        .map(this::installed)
        .toList();
  }

  private InstalledModel installed(ManifestTree.Read model) {
    long size = model.manifest().size();
    return new InstalledModel(
        model.name(),
        model.digest().hex().substring(0, 12),
        Fact.known(new ByteSize(size), "manifest"),
        HumanText.size(size),
        Fact.known(model.modifiedAt(), "manifest's file"),
        quantization(model));
  }

  private Fact<String> quantization(ManifestTree.Read model) {
    try {
      return ModelConfig.parse(blobs.read(model.manifest().config()))
          .fileType()
          .map(type -> Fact.known(type, "configuration"))
          .orElseGet(() -> Fact.unknown("the configuration states no quantization"));
    } catch (ModelStoreException | IllegalArgumentException e) {
      return Fact.unknown(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public ModelDescription show(ModelName name) {
    return new Description(blobs, weights).of(manifests.read(name));
  }

  @Override
  public void create(CreateRequest request, Consumer<Progress> progress) {
    if (request.quantize().isPresent()) {
      QuantizationType type = request.quantize().get();
      throw new ModelStoreException(
          Kind.QUANTIZATION_REFUSED,
          "a model folder has no quantizer for " + type.label() + "; let Sirius make the weights");
    }
    try (NameLocks.Held held = locks.lock(request.name())) {
      requireNonNull(held, "held");
      Manifest manifest =
          new Creation(folder, manifests, blobs, weights, progress).manifest(request);
      progress.accept(Progress.of("writing manifest"));
      replaceManifest(request.name(), manifest);
      progress.accept(Progress.of("success"));
    }
  }

  private void replaceManifest(ModelName name, Manifest manifest) {
    Set<Digest> before = new HashSet<>();
    manifests
        .find(name)
        .map(manifests::read)
        .ifPresent(old -> old.manifest().parts().map(Layer::digest).forEach(before::add));
    manifests.write(name, manifest);
    removeUnused(before);
  }

  @Override
  public void copy(ModelName source, ModelName target) {
    try (NameLocks.Held held = locks.lock(target)) {
      requireNonNull(held, "held");
      replaceManifest(target, manifests.read(source).manifest());
    }
  }

  @Override
  public void delete(ModelName name) {
    try (NameLocks.Held held = locks.lock(name)) {
      requireNonNull(held, "held");
      ManifestTree.Read model = manifests.read(name);
      manifests.find(name).ifPresent(manifests::remove);
      removeUnused(new HashSet<>(model.manifest().parts().map(Layer::digest).toList()));
    }
  }

  @Override
  public void pull(ModelName name, Consumer<Progress> progress) {
    throw new ModelStoreException(
        Kind.REFUSED,
        "a model folder cannot download "
            + name
            + " without a server; start one and use --adapter http, or give weights as a file");
  }

  /** Removes those of the given blobs that no manifest names any more. */
  private void removeUnused(Set<Digest> candidates) {
    Set<Digest> used = usedDigests();
    for (Digest digest : candidates) {
      if (!used.contains(digest)) {
        removeBlob(digest);
      }
    }
  }

  private Set<Digest> usedDigests() {
    Set<Digest> used = new HashSet<>();
    manifests
        .readable()
        .forEach(read -> read.manifest().parts().map(Layer::digest).forEach(used::add));
    return used;
  }

  private void removeBlob(Digest digest) {
    Path blob = blobs.path(digest);
    try {
      if (ModelFolder.isPlainFile(blob)) {
        Files.delete(blob);
      }
    } catch (IOException e) {
      throw folder.failure("remove the blob " + blob, e);
    }
  }

  /** Whether a blob is too young to be removed by whoever did not make it. */
  static boolean isYoung(Instant modifiedAt, Instant now) {
    return modifiedAt.isAfter(now.minus(GRACE));
  }
}
