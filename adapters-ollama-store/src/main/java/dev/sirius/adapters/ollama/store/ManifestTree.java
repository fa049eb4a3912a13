package dev.sirius.adapters.ollama.store;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The manifests: a file for each model, four folders deep: host, namespace, model, tag. */
final class ManifestTree {

  private static final int LARGEST = 4 << 20;

  /**
   * A model's entry.
   *
   * @param name its name, spelled as its folders are
   * @param file where its manifest lies
   */
  record Entry(ModelName name, Path file) {}

  /**
   * A manifest that was read.
   *
   * @param name the model's name
   * @param manifest what it says
   * @param digest the digest of its file
   * @param modifiedAt when the file was last changed
   */
  record Read(ModelName name, Manifest manifest, Digest digest, Instant modifiedAt) {}

  private final ModelFolder folder;
  private final SafeWriter writer;

  ManifestTree(ModelFolder folder, SafeWriter writer) {
    this.folder = folder;
    this.writer = writer;
  }

  /** All entries whose folders spell a name, readable or not; symbolic links are passed over. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Path host : folders(folder.manifests())) {
      for (Path namespace : folders(host)) {
        for (Path model : folders(namespace)) {
          for (Path tag : children(model)) {
            if (ModelFolder.isPlainFile(tag)) {
              name(host, namespace, model, tag)
                  .ifPresent(name -> entries.add(new Entry(name, tag)));
            }
          }
        }
      }
    }
    return entries;
  }

  private static Optional<ModelName> name(Path host, Path namespace, Path model, Path tag) {
    try {
      return Optional.of(
          new ModelName(
              host.getFileName().toString(),
              namespace.getFileName().toString(),
              model.getFileName().toString(),
              tag.getFileName().toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private List<Path> folders(Path parent) {
    return children(parent).stream().filter(ModelFolder::isPlainFolder).toList();
  }

  private List<Path> children(Path parent) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
      stream.forEach(children::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw folder.failure("list the folder " + parent, e);
    }
    children.sort(Comparator.naturalOrder());
    return children;
  }

  /** The entry of a name; letter case does not count. */
  Optional<Entry> find(ModelName name) {
    Path exact = path(name);
    if (ModelFolder.isPlainFile(exact)) {
      return Optional.of(new Entry(name, exact));
    }
    return entries().stream().filter(entry -> entry.name().sameAs(name)).findFirst();
  }

  /** The manifest of a model; {@code NOT_FOUND} when there is none. */
  Read read(ModelName name) {
    Entry entry =
        find(name)
            .orElseThrow(
                () ->
                    new ModelStoreException(
                        Kind.NOT_FOUND,
                        "model '"
                            + name
                            + "' not found in "
                            + folder.root()
                            + "; 'sirius list' shows what is there"));
    return read(entry);
  }

  /** The manifest of an entry. */
  Read read(Entry entry) {
    try (InputStream in = Files.newInputStream(entry.file())) {
      byte[] text = in.readNBytes(LARGEST + 1);
      if (text.length > LARGEST) {
        throw new IllegalArgumentException("it is larger than 4 MiB");
      }
      return new Read(
          entry.name(),
          Manifest.parse(text),
          Digest.of(text),
          Files.getLastModifiedTime(entry.file()).toInstant());
    } catch (IllegalArgumentException e) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          "the manifest "
              + entry.file()
              + " is broken: "
              + e.getMessage()
              + "; remove it, or pull the model again",
          e);
    } catch (IOException e) {
      throw folder.failure("read the manifest " + entry.file(), e);
    }
  }

  /** All manifests that can be read. */
  Stream<Read> readable() {
    return entries().stream().flatMap(entry -> tryRead(entry).stream());
  }

  private Optional<Read> tryRead(Entry entry) {
    try {
      return Optional.of(read(entry));
    } catch (ModelStoreException e) {
      return Optional.empty();
    }
  }

  /** Writes a model's manifest, whole; an existing spelling of the name stays. */
  void write(ModelName name, Manifest manifest) {
    Path target = find(name).map(Entry::file).orElseGet(() -> path(spelled(name)));
    Path model = requireNonNull(target.getParent(), "the model's folder");
    try {
      folder.prepared(model);
      writer.write(target, manifest.text());
      SafeWriter.forceFolder(requireNonNull(model.getParent(), "the namespace's folder"));
    } catch (IOException e) {
      throw folder.failure("write the manifest " + target, e);
    }
  }

  /** Removes a model's manifest and the folders that it leaves empty. */
  void remove(Entry entry) {
    try {
      Files.delete(entry.file());
      Path model = requireNonNull(entry.file().getParent(), "the model's folder");
      SafeWriter.forceFolder(model);
      Path namespace = requireNonNull(model.getParent(), "the namespace's folder");
      Path host = requireNonNull(namespace.getParent(), "the host's folder");
      for (Path emptied : List.of(model, namespace, host)) {
        Files.delete(emptied);
      }
    } catch (DirectoryNotEmptyException e) {
      // Other models lie there: the folder stays, and so do those above it.
      return;
    } catch (IOException e) {
      throw folder.failure("remove the manifest " + entry.file(), e);
    }
  }

  /** A name with each part spelled as an existing folder is, where only the case differs. */
  private ModelName spelled(ModelName name) {
    String host = spelled(folder.manifests(), name.host());
    Path hosts = folder.manifests().resolve(host);
    String namespace = spelled(hosts, name.namespace());
    String model = spelled(hosts.resolve(namespace), name.model());
    return new ModelName(host, namespace, model, name.tag());
  }

  private String spelled(Path parent, String part) {
    return folders(parent).stream()
        .map(path -> path.getFileName().toString())
        .filter(part::equalsIgnoreCase)
        .findFirst()
        .orElse(part);
  }

  private Path path(ModelName name) {
    return folder
        .manifests()
        .resolve(name.host())
        .resolve(name.namespace())
        .resolve(name.model())
        .resolve(name.tag());
  }
}
