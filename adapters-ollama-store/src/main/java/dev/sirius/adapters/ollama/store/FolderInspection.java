package dev.sirius.adapters.ollama.store;

import dev.sirius.core.model.FolderReport;
import dev.sirius.core.model.FolderReport.Flaw;
import dev.sirius.core.model.FolderReport.FlawKind;
import dev.sirius.core.model.FolderReport.Orphan;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.FolderCheck;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks whether a model folder is in order, and removes what nobody needs: blobs that no manifest
 * names, and unfinished files. What is younger than an hour stays, unless a killed Sirius left it:
 * a server may be about to name it.
 */
public final class FolderInspection implements FolderCheck {

  private static final Duration GRACE = Duration.ofHours(1);
  private static final String STAYS = "; younger than an hour, it may still be needed";

  private final ModelFolder folder;
  private final SafeWriter writer;
  private final ManifestTree manifests;
  private final BlobShelf blobs;
  private final NameLocks locks;
  private final Clock clock;

  /**
   * @param root the folder, as in {@code OLLAMA_MODELS}
   * @param clock tells how old files are
   */
  public FolderInspection(Path root, Clock clock) {
    this.folder = new ModelFolder(root);
    this.writer = new SafeWriter(folder);
    this.manifests = new ManifestTree(folder, writer);
    this.blobs = new BlobShelf(folder, writer);
    this.locks = new NameLocks(folder);
    this.clock = clock;
  }

  @Override
  public FolderReport check(boolean deep, Consumer<Progress> progress) {
    List<Flaw> flaws = new ArrayList<>();
    List<ManifestTree.Read> models = readable(flaws);
    manifests.strangers().forEach(text -> flaws.add(new Flaw(FlawKind.NOT_FOLLOWED, text)));
    models.forEach(model -> parts(model, flaws));
    Map<Path, Digest> found = found(flaws);
    if (deep) {
      hash(found, flaws, progress);
    }
    return new FolderReport(
        folder.root(),
        models.size(),
        found.size(),
        new ByteSize(found.keySet().stream().mapToLong(this::size).reduce(0, Math::addExact)),
        deep ? found.size() : 0,
        orphans(),
        flaws);
  }

  private List<ManifestTree.Read> readable(List<Flaw> flaws) {
    List<ManifestTree.Read> models = new ArrayList<>();
    for (ManifestTree.Entry entry : manifests.entries()) {
      try {
        models.add(manifests.read(entry));
      } catch (ModelStoreException e) {
        flaws.add(new Flaw(FlawKind.BROKEN_MANIFEST, String.valueOf(e.getMessage())));
      }
    }
    return models;
  }

  private void parts(ManifestTree.Read model, List<Flaw> flaws) {
    for (Layer layer : model.manifest().parts().toList()) {
      Path blob = blobs.path(layer.digest());
      String repair = "; pull or create " + model.name() + " again";
      if (!blobs.has(layer.digest())) {
        String text = model.name() + " lacks its blob " + layer.digest() + repair;
        flaws.add(new Flaw(FlawKind.MISSING_BLOB, text));
      } else if (size(blob) != layer.size()) {
        flaws.add(
            new Flaw(
                FlawKind.WRONG_SIZE,
                blob
                    + " has "
                    + size(blob)
                    + " bytes, but "
                    + model.name()
                    + " says "
                    + layer.size()
                    + repair));
      }
    }
  }

  /** The blobs that are plain files; other things of such a name are flaws. */
  private Map<Path, Digest> found(List<Flaw> flaws) {
    Map<Path, Digest> found = new TreeMap<>();
    for (Path file : blobs.files()) {
      Optional<Digest> digest = Digest.ofFileName(String.valueOf(file.getFileName()));
      if (!ModelFolder.isPlainFile(file)) {
        flaws.add(
            new Flaw(
                FlawKind.NOT_FOLLOWED,
                file + " is no plain file, so it is not used; replace it by the file itself"));
      } else {
        digest.ifPresent(value -> found.put(file, value));
      }
    }
    return found;
  }

  private void hash(Map<Path, Digest> found, List<Flaw> flaws, Consumer<Progress> progress) {
    found.forEach(
        (file, digest) -> {
          try {
            Digest held = blobs.digestOf(file, Files.size(file), progress);
            if (!held.equals(digest)) {
              flaws.add(
                  new Flaw(
                      FlawKind.WRONG_DIGEST,
                      file
                          + " holds "
                          + held
                          + ": it was changed or is damaged"
                          + users(digest)
                          + "; remove it, then pull or create again what needs it"));
            }
          } catch (IOException e) {
            throw folder.failure("read the blob " + file, e);
          }
        });
  }

  private String users(Digest digest) {
    String users =
        manifests
            .readable()
            .filter(model -> model.manifest().parts().map(Layer::digest).anyMatch(digest::equals))
            .map(model -> model.name().shortForm())
            .collect(Collectors.joining(", "));
    return users.isEmpty() ? "" : ", and " + users + " needs it";
  }

  private List<Orphan> orphans() {
    Usage usage = manifests.usage();
    NameLocks.Notes notes = locks.notes();
    List<Orphan> orphans = new ArrayList<>();
    for (Path file : blobs.files()) {
      if (ModelFolder.isPlainFile(file)) {
        Optional<Digest> digest = Digest.ofFileName(String.valueOf(file.getFileName()));
        if (digest.isPresent()) {
          blob(file, digest.get(), usage, notes).ifPresent(orphans::add);
        } else {
          orphans.add(otherFile(file));
        }
      }
    }
    for (Path file : folder.files(folder.unfinished())) {
      if (ModelFolder.isPlainFile(file)) {
        orphans.add(unfinished(file));
      }
    }
    return orphans;
  }

  private Optional<Orphan> blob(Path file, Digest digest, Usage usage, NameLocks.Notes notes) {
    if (usage.named().contains(digest)) {
      return Optional.empty();
    }
    if (!usage.doubts().isEmpty()) {
      String doubt = usage.doubts().get(0);
      return Optional.of(orphan(file, false, "no model names it, but " + doubt));
    }
    if (notes.atWork().contains(digest)) {
      return Optional.of(orphan(file, false, "another sirius is at work with it"));
    }
    if (notes.leftByKilled().contains(digest)) {
      return Optional.of(orphan(file, true, "a sirius that was ended left it"));
    }
    boolean young = isYoung(file);
    return Optional.of(orphan(file, !young, "no model names it" + (young ? STAYS : "")));
  }

  /** A download that a server can resume, or a stranger's file. */
  private Orphan otherFile(Path file) {
    boolean partial = String.valueOf(file.getFileName()).matches("sha256-[0-9a-f]{64}-partial.*");
    if (!partial) {
      return orphan(file, false, "it is no blob; move it out of the folder if it is yours");
    }
    boolean young = isYoung(file);
    return orphan(
        file, !young, "a part of a download that Ollama did not finish" + (young ? STAYS : ""));
  }

  private Orphan unfinished(Path file) {
    try {
      boolean whole = !String.valueOf(file.getFileName()).matches(".*\\.(tmp|sirius-part)");
      if (writer.isBeingWritten(file)) {
        return orphan(file, false, "another sirius is writing it");
      }
      boolean young = whole && isYoung(file);
      return orphan(file, !young, "unfinished work of sirius" + (young ? STAYS : ""));
    } catch (IOException e) {
      throw folder.failure("look at " + file, e);
    }
  }

  private Orphan orphan(Path file, boolean removable, String why) {
    return new Orphan(file, new ByteSize(size(file)), removable, why);
  }

  private boolean isYoung(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isAfter(clock.instant().minus(GRACE));
    } catch (IOException e) {
      throw folder.failure("look at " + file, e);
    }
  }

  private long size(Path file) {
    try {
      return Files.size(file);
    } catch (java.nio.file.NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw folder.failure("look at " + file, e);
    }
  }

  @Override
  public List<Orphan> remove(List<Orphan> orphans) {
    Set<Path> wanted =
        orphans.stream().filter(Orphan::removable).map(Orphan::file).collect(Collectors.toSet());
    List<Orphan> removed = new ArrayList<>();
    if (!wanted.isEmpty()) {
      locks.alone(
          () -> {
            for (Orphan orphan : orphans()) {
              if (orphan.removable() && wanted.contains(orphan.file())) {
                blobs.remove(orphan.file());
                removed.add(orphan);
              }
            }
            Set<Digest> named = new HashSet<>(manifests.usage().named());
            locks.forget(digest -> named.contains(digest) || !blobs.has(digest));
          });
    }
    return List.copyOf(removed);
  }
}
