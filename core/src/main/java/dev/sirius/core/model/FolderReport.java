package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.size.ByteSize;
import java.nio.file.Path;
import java.util.List;

/**
 * What was found in a model folder.
 *
 * @param folder the folder
 * @param models number of models whose manifest can be read
 * @param blobs number of blobs
 * @param size bytes of all blobs
 * @param hashed number of blobs whose digest was computed
 * @param orphans files that no model needs
 * @param flaws what is not in order
 */
public record FolderReport(
    Path folder,
    int models,
    int blobs,
    ByteSize size,
    int hashed,
    List<Orphan> orphans,
    List<Flaw> flaws) {

  /**
   * A file that no model needs.
   *
   * @param file where it is
   * @param size its length
   * @param removable whether it may be removed now
   * @param why what it is, and why it may not be removed where it may not
   */
  public record Orphan(Path file, ByteSize size, boolean removable, String why) {
    public Orphan {
      requireNonNull(file, "file");
      requireNonNull(size, "size");
      requireNonNull(why, "why");
    }
  }

  /** What is not in order. */
  public enum FlawKind {
    /** A manifest that cannot be read. */
    BROKEN_MANIFEST,
    /** A manifest or blob that is a symbolic link, or a file whose path spells no model. */
    NOT_FOLLOWED,
    /** A blob that a manifest names is not there. */
    MISSING_BLOB,
    /** A blob is longer or shorter than a manifest says. */
    WRONG_SIZE,
    /** A blob does not hold what its name says. */
    WRONG_DIGEST
  }

  /**
   * A thing that is not in order.
   *
   * @param kind what is wrong
   * @param text which file, what is wrong with it, and what to do, on one line
   */
  public record Flaw(FlawKind kind, String text) {
    public Flaw {
      requireNonNull(kind, "kind");
      requireNonNull(text, "text");
    }
  }

  public FolderReport {
    requireNonNull(folder, "folder");
    requireNonNull(size, "size");
    orphans = List.copyOf(orphans);
    flaws = List.copyOf(flaws);
  }

  /** Whether every model can be used: nothing that a manifest names is missing or wrong. */
  public boolean isValid() {
    return flaws.isEmpty();
  }

  /** Bytes of the orphans that may be removed now. */
  public ByteSize removable() {
    return new ByteSize(
        orphans.stream()
            .filter(Orphan::removable)
            .mapToLong(orphan -> orphan.size().bytes())
            .reduce(0, Math::addExact));
  }
}
