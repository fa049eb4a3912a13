package dev.sirius.adapters.ollama.store;

import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The blobs: files named by the digest of what they hold. */
final class BlobShelf {

  /** The largest text that is taken from a blob, in bytes. */
  private static final int LARGEST_TEXT = 16 << 20;

  private static final int BUFFER = 1 << 20;

  private final ModelFolder folder;
  private final SafeWriter writer;

  BlobShelf(ModelFolder folder, SafeWriter writer) {
    this.folder = folder;
    this.writer = writer;
  }

  Path path(Digest digest) {
    return folder.blobs().resolve(digest.fileName());
  }

  /** Whether the blob is there as a plain file. */
  boolean has(Digest digest) {
    return ModelFolder.isPlainFile(path(digest));
  }

  private boolean has(Digest digest, long size) throws IOException {
    return has(digest) && Files.size(path(digest)) == size;
  }

  /** The bytes of a small blob. */
  byte[] read(Layer layer) {
    Path path = path(layer.digest());
    if (!ModelFolder.isPlainFile(path)) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          "the blob "
              + path
              + " is missing or no plain file; 'sirius doctor' names what else is, pulling the"
              + " model again repairs it");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(LARGEST_TEXT + 1);
      if (bytes.length > LARGEST_TEXT) {
        throw new ModelStoreException(
            Kind.BROKEN_ANSWER,
            "the blob " + path + " is larger than the 16 MiB that a text may have");
      }
      return bytes;
    } catch (IOException e) {
      throw folder.failure("read the blob " + path, e);
    }
  }

  /** Puts bytes on the shelf, unless they are there. */
  Digest put(byte[] bytes, NameLocks.Held journal) {
    Digest digest = Digest.of(bytes);
    Path target = path(digest);
    try {
      journal.note(digest);
      if (!has(digest, bytes.length)) {
        folder.prepared(folder.blobs());
        writer.write(target, bytes);
      }
      return digest;
    } catch (IOException e) {
      throw folder.failure("write the blob " + target, e);
    }
  }

  /**
   * Puts a file on the shelf: moved when it lies among the unfinished ones, else linked where that
   * is possible, else copied. A blob stays where it is, and a file that is kept by its digest is
   * not read.
   */
  Layer adopt(Layer.Kind kind, Path file, NameLocks.Held journal, Consumer<Progress> progress) {
    try {
      Path real = file.toRealPath();
      Optional<Digest> known = byName(real);
      FileState before = FileState.of(real);
      Digest digest = known.isPresent() ? known.get() : digestOf(real, before.size(), progress);
      Path target = path(digest);
      journal.note(digest);
      boolean ours = isIn(folder.unfinished(), real);
      if (has(digest, before.size())) {
        if (ours && !real.equals(target)) {
          Files.delete(real);
        }
        progress.accept(Progress.of("using existing layer " + digest));
      } else {
        folder.prepared(folder.blobs());
        if (ours) {
          SafeWriter.force(real);
          SafeWriter.makeReadable(real);
          SafeWriter.moveIntoPlace(real, target);
        } else if (!link(real, target)) {
          copy(real, target, digest, before.size(), progress);
        }
        if (!ours && !FileState.of(real).equals(before)) {
          Files.deleteIfExists(target);
          throw changed(file);
        }
        progress.accept(Progress.of("creating new layer " + digest));
      }
      return Layer.of(kind, digest, before.size());
    } catch (IOException e) {
      throw folder.failure("take " + file + " into the folder", e);
    }
  }

  /** What tells whether a file was changed meanwhile. */
  private record FileState(long size, FileTime modifiedAt) {
    static FileState of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(attributes.size(), attributes.lastModifiedTime());
    }
  }

  private static ModelStoreException changed(Path file) {
    return new ModelStoreException(
        Kind.LOCAL_FILE, file + " was changed while it was read; try again when it is at rest");
  }

  /** The digest that the name of a file in one of our folders states. */
  private Optional<Digest> byName(Path real) throws IOException {
    return isIn(folder.unfinished(), real) || isIn(folder.blobs(), real)
        ? Digest.ofFileName(String.valueOf(real.getFileName()))
        : Optional.empty();
  }

  private static boolean isIn(Path parent, Path real) throws IOException {
    return Files.isDirectory(parent) && parent.toRealPath().equals(real.getParent());
  }

  /**
   * Links a file where the file system can, and where the link can be read by whoever reads the
   * folder: a link has the file's own permissions.
   */
  private boolean link(Path file, Path target) throws IOException {
    if (!isReadableHere(file)) {
      return false;
    }
    try {
      Files.createLink(target, file);
    } catch (FileSystemException | UnsupportedOperationException e) {
      // Another file system, or one without links: the bytes are to be copied.
      return false;
    }
    SafeWriter.forceFolder(folder.blobs());
    return true;
  }

  private boolean isReadableHere(Path file) throws IOException {
    return !file.getFileSystem().supportedFileAttributeViews().contains("posix")
        || Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
        || Files.getOwner(file).equals(Files.getOwner(folder.blobs()));
  }

  private void copy(Path file, Path target, Digest digest, long size, Consumer<Progress> progress)
      throws IOException {
    long usable = Files.getFileStore(folder.blobs()).getUsableSpace();
    if (usable < size) {
      throw new ModelStoreException(
          Kind.LOCAL_FILE,
          file
              + " takes "
              + new ByteSize(size)
              + ", but only "
              + new ByteSize(Math.max(0, usable))
              + " are free in "
              + folder.root()
              + "; free some space, or name another folder with --store");
    }
    String status = "copying " + file.getFileName() + ", it cannot be linked";
    writer.write(
        target,
        out -> {
          MessageDigest hash = Digest.newHash();
          byte[] buffer = new byte[BUFFER];
          long done = 0;
          try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
              hash.update(buffer, 0, read);
              ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
              while (bytes.hasRemaining()) {
                out.write(bytes);
              }
              done += read;
              progress.accept(Progress.of(status, Math.min(done, size), size));
            }
          }
          if (!Digest.of(hash).equals(digest)) {
            throw changed(file);
          }
        });
  }

  /** Computes the digest of a file by reading it whole. */
  Digest digestOf(Path file, long size, Consumer<Progress> progress) throws IOException {
    MessageDigest hash = Digest.newHash();
    byte[] buffer = new byte[BUFFER];
    String status = "reading " + file.getFileName();
    long done = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        hash.update(buffer, 0, read);
        done += read;
        progress.accept(Progress.of(status, Math.min(done, size), size));
      }
    }
    return Digest.of(hash);
  }

  /** All files on the shelf, blobs or not, by name. */
  List<Path> files() {
    return folder.files(folder.blobs());
  }

  void remove(Path blob) {
    try {
      if (ModelFolder.isPlainFile(blob)) {
        Files.delete(blob);
      }
    } catch (IOException e) {
      throw folder.failure("remove the blob " + blob, e);
    }
  }
}
