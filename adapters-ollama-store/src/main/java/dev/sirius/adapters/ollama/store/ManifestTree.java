package dev.sirius.adapters.ollama.store;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The manifests: a file for each model, four folders deep: host, namespace, model, tag. */
final class ManifestTree {

  private static final int LARGEST = 4 << 20;
  private static final int DEEPEST = 8;
  private static final Pattern LIKE_A_DIGEST = Pattern.compile("[0-9a-fA-F]{64}");

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
          for (Path tag : folder.files(model)) {
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
    return folder.files(parent).stream().filter(ModelFolder::isPlainFolder).toList();
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
    return read(existing(name));
  }

  /** The entry of a model; {@code NOT_FOUND} when there is none. */
  Entry existing(ModelName name) {
    return find(name)
        .orElseThrow(
            () ->
                new ModelStoreException(
                    Kind.NOT_FOUND,
                    "model '"
                        + name
                        + "' not found in "
                        + folder.root()
                        + "; 'sirius list' shows what is there"));
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

  /** The manifest of an entry; empty when it is broken. */
  Optional<Read> tryRead(Entry entry) {
    try {
      return Optional.of(read(entry));
    } catch (ModelStoreException e) {
      return Optional.empty();
    }
  }

  /**
   * Which blobs are named by anything among the manifests. A server would also follow a symbolic
   * link there, and a later one may read what cannot be read now: so a link or an unreadable file
   * is a doubt, and of a broken manifest all that looks like a digest counts as named.
   */
  Usage usage() {
    Set<Digest> named = new HashSet<>();
    List<String> doubts = new ArrayList<>();
    use(folder.manifests(), 0, named, doubts);
    return new Usage(named, doubts);
  }

  private void use(Path parent, int depth, Set<Digest> named, List<String> doubts) {
    for (Path child : folder.files(parent)) {
      if (ModelFolder.isPlainFolder(child) && depth < DEEPEST) {
        use(child, depth + 1, named, doubts);
      } else if (ModelFolder.isPlainFile(child)) {
        try (InputStream in = Files.newInputStream(child)) {
          String text = new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1);
          Matcher digest = LIKE_A_DIGEST.matcher(text);
          while (digest.find()) {
            named.add(new Digest(digest.group().toLowerCase(Locale.ROOT)));
          }
        } catch (IOException e) {
          doubts.add(child + " cannot be read");
        }
      } else {
        doubts.add(child + " is no plain file");
      }
    }
  }

  /** What lies among the manifests and is no entry, a sentence each. */
  List<String> strangers() {
    List<String> strangers = new ArrayList<>();
    Set<Path> known = new HashSet<>();
    entries().forEach(entry -> known.add(entry.file()));
    strangers(folder.manifests(), 0, known, strangers);
    return strangers;
  }

  private void strangers(Path parent, int depth, Set<Path> known, List<String> strangers) {
    for (Path child : folder.files(parent)) {
      if (Files.isSymbolicLink(child)) {
        strangers.add(child + " is a symbolic link, which is not followed; replace it by the file");
      } else if (ModelFolder.isPlainFolder(child) && depth < DEEPEST) {
        strangers(child, depth + 1, known, strangers);
      } else if (!known.contains(child)) {
        strangers.add(child + " is no manifest of a model; move it out of the folder");
      }
    }
  }

  /** Writes a model's manifest, whole; an existing spelling of the name stays. */
  void write(ModelName name, Manifest manifest) {
    Path target = find(name).map(Entry::file).orElseGet(() -> path(spelled(name)));
    Path model = requireNonNull(target.getParent(), "the model's folder");
    try {
      folder.prepared(model);
      try {
        writer.write(target, manifest.text());
      } catch (NoSuchFileException e) {
        // A server that just started has removed the folder, which was empty.
        folder.prepared(model);
        writer.write(target, manifest.text());
      }
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
