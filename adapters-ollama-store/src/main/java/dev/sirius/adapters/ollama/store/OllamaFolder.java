package dev.sirius.adapters.ollama.store;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelPart;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.model.port.PartsShelf;
import dev.sirius.core.model.port.WeightsShelf;
import dev.sirius.core.ollama.HumanText;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The models in a folder of Ollama's, without a server. What it writes, a server on the same folder
 * serves as it is, whether it runs at the time or starts later.
 *
 * <p>Manifests appear whole; two processes lock each other out per model; a blob is removed only
 * when no manifest names it and no process is about to. Symbolic links inside the folder are not
 * followed.
 */
public final class OllamaFolder implements ModelStore, WeightsShelf, PartsShelf {

  /** How often a model is put together when its blobs are removed by others meanwhile. */
  private static final int TRIES = 2;

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
      boolean made = false;
      for (int i = 0; !made; i++) {
        Manifest manifest = assembled(request, held, progress);
        progress.accept(Progress.of("writing manifest"));
        made = put(request.name(), manifest, held, i + 1 < TRIES);
      }
      progress.accept(Progress.of("success"));
    }
  }

  private Manifest assembled(
      CreateRequest request, NameLocks.Held held, Consumer<Progress> progress) {
    try {
      return new Creation(manifests, blobs, weights, held, progress).manifest(request);
    } catch (IllegalArgumentException e) {
      throw new ModelStoreException(
          Kind.REFUSED, request.name() + " cannot be made: " + e.getMessage(), e);
    }
  }

  /**
   * Puts a manifest in the place of the model's, and removes what only the old one needed. A server
   * or another Sirius may meanwhile have removed a blob that was there already.
   *
   * @return false when a blob is missing and there is another try
   */
  private boolean put(
      ModelName name, Manifest manifest, NameLocks.Held held, boolean isThereAnotherTry) {
    AtomicBoolean complete = new AtomicBoolean();
    locks.alone(
        () -> {
          List<Digest> missing =
              manifest.parts().map(Layer::digest).filter(digest -> !blobs.has(digest)).toList();
          complete.set(missing.isEmpty());
          if (missing.isEmpty()) {
            Set<Digest> before = named(manifests.find(name));
            before.addAll(held.leftOver());
            blobs.settle();
            manifests.write(name, manifest);
            removeUnused(before, held);
            held.done();
          } else if (!isThereAnotherTry) {
            throw new ModelStoreException(
                Kind.REFUSED,
                "the blob "
                    + missing.get(0)
                    + " of "
                    + name
                    + " was removed while the model was made; repeat the command");
          }
        });
    return complete.get();
  }

  /** The blobs that an entry's manifest names; none when it is broken. */
  private Set<Digest> named(Optional<ManifestTree.Entry> entry) {
    Set<Digest> digests = new HashSet<>();
    entry
        .flatMap(manifests::tryRead)
        .ifPresent(old -> old.manifest().parts().map(Layer::digest).forEach(digests::add));
    return digests;
  }

  @Override
  public void copy(ModelName source, ModelName target) {
    try (NameLocks.Held held = locks.lock(target)) {
      Manifest manifest = manifests.read(source).manifest();
      manifest.parts().map(Layer::digest).forEach(held::note);
      put(target, manifest, held, false);
    }
  }

  /** Removes a model, also one whose manifest is broken. */
  @Override
  public void delete(ModelName name) {
    try (NameLocks.Held held = locks.lock(name)) {
      locks.alone(
          () -> {
            ManifestTree.Entry entry = manifests.existing(name);
            Set<Digest> before = named(Optional.of(entry));
            before.addAll(held.leftOver());
            manifests.remove(entry);
            removeUnused(before, held);
            held.done();
          });
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

  /** Removes those of the given blobs that nobody needs or is about to need. */
  private void removeUnused(Set<Digest> candidates, NameLocks.Held held) {
    Usage usage = manifests.usage();
    Set<Digest> noted = locks.notedByOthers(held);
    for (Digest digest : candidates) {
      if (usage.allowsRemoving(digest) && !noted.contains(digest)) {
        blobs.remove(blobs.path(digest));
      }
    }
  }

  @Override
  public Optional<Path> find(ModelPart part) {
    Digest digest = new Digest(part.sha256());
    return Stream.of(blobs.path(digest), place(part))
        .filter(path -> isWhole(path, part.bytes()))
        .findFirst();
  }

  private boolean isWhole(Path path, long bytes) {
    try {
      return ModelFolder.isPlainFile(path) && Files.size(path) == bytes;
    } catch (IOException e) {
      throw folder.failure("look at " + path, e);
    }
  }

  @Override
  public Path place(ModelPart part) {
    return folder.prepared(folder.unfinished()).resolve(new Digest(part.sha256()).fileName());
  }

  @Override
  public void assemble(ModelName name, ModelPart configuration, List<ModelPart> layers) {
    Manifest manifest =
        new Manifest(layer(configuration), layers.stream().map(OllamaFolder::layer).toList());
    try (NameLocks.Held held = locks.lock(name)) {
      Stream.concat(layers.stream(), Stream.of(configuration)).forEach(part -> take(part, held));
      put(name, manifest, held, false);
    }
  }

  private static Layer layer(ModelPart part) {
    return new Layer(
        part.mediaType(),
        new Digest(part.sha256()),
        part.bytes(),
        Optional.empty(),
        Optional.empty());
  }

  /** Moves a part from its place to the blobs, unless it is there. */
  private void take(ModelPart part, NameLocks.Held held) {
    Digest digest = new Digest(part.sha256());
    Path place = place(part);
    held.note(digest);
    try {
      if (isWhole(blobs.path(digest), part.bytes())) {
        Files.deleteIfExists(place);
      } else if (isWhole(place, part.bytes())) {
        folder.prepared(folder.blobs());
        SafeWriter.makeReadable(place);
        SafeWriter.moveIntoPlace(place, blobs.path(digest));
      }
    } catch (IOException e) {
      throw folder.failure("take " + place + " into the folder", e);
    }
  }

  @Override
  public Path place(ModelName name) {
    return folder.prepared(folder.unfinished()).resolve(NameLocks.key(name) + ".gguf");
  }

  @Override
  public Path keep(WrittenFile file) {
    Path kept = folder.unfinished().resolve(new Digest(file.sha256()).fileName());
    try {
      if (!folder.unfinished().equals(file.path().toAbsolutePath().normalize().getParent())
          || Files.size(file.path()) != file.bytes()) {
        throw new IllegalArgumentException(
            file.path() + " is not what was written in " + folder.unfinished());
      }
      SafeWriter.moveIntoPlace(file.path(), kept);
      return kept;
    } catch (IOException e) {
      throw folder.failure("keep the weights " + file.path(), e);
    }
  }
}
