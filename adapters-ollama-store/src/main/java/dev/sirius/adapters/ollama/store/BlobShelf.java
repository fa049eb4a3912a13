package dev.sirius.adapters.ollama.store;

import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
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
  Digest put(byte[] bytes) {
    Digest digest = Digest.of(bytes);
    Path target = path(digest);
    try {
      if (has(digest)) {
        touch(target);
      } else {
        folder.prepared(folder.blobs());
        writer.write(target, bytes);
      }
      return digest;
    } catch (IOException e) {
      throw folder.failure("write the blob " + target, e);
    }
  }

  /**
   * Puts a file on the shelf: moved when it lies among the unfinished ones, else linked where the
   * file system can, else copied.
   *
   * @param known its digest, when somebody has already computed it
   */
  Digest adopt(Path file, Optional<Digest> known, Consumer<Progress> progress) {
    try {
      long size = Files.size(file);
      Digest digest = known.isPresent() ? known.get() : digestOf(file, size, progress);
      Path target = path(digest);
      boolean ours = file.toAbsolutePath().normalize().startsWith(folder.unfinished());
      if (has(digest)) {
        touch(target);
        if (ours) {
          Files.delete(file);
        }
        progress.accept(Progress.of("using existing layer " + digest));
        return digest;
      }
      folder.prepared(folder.blobs());
      if (ours) {
        force(file);
        SafeWriter.makeReadable(file);
        writer.moveIntoPlace(file, target);
      } else {
        linkOrCopy(file, target, size, progress);
      }
      progress.accept(Progress.of("creating new layer " + digest));
      return digest;
    } catch (IOException e) {
      throw folder.failure("take " + file + " into the folder", e);
    }
  }

  private void linkOrCopy(Path file, Path target, long size, Consumer<Progress> progress)
      throws IOException {
    try {
      Files.createLink(target, file.toRealPath());
      SafeWriter.forceFolder(folder.blobs());
      return;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // Another file system, or one without links: the bytes are copied below.
      progress.accept(Progress.of("copying " + file.getFileName() + ", it cannot be linked"));
    }
    Path aside = Files.createTempFile(folder.prepared(folder.unfinished()), "copy", ".tmp");
    try {
      long done = 0;
      byte[] buffer = new byte[BUFFER];
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = Files.newOutputStream(aside, StandardOpenOption.WRITE)) {
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
          done += read;
          progress.accept(Progress.of("copying", done, size));
        }
      }
      force(aside);
      SafeWriter.makeReadable(aside);
      writer.moveIntoPlace(aside, target);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Computes the digest of a file by reading it whole. */
  Digest digestOf(Path file, long size, Consumer<Progress> progress) throws IOException {
    MessageDigest hash = Digest.newHash();
    byte[] buffer = new byte[BUFFER];
    long done = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        hash.update(buffer, 0, read);
        done += read;
        progress.accept(Progress.of("computing the digest", done, size));
      }
    }
    return Digest.of(hash);
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * A server that starts removes blobs that no manifest names, but for those younger than an hour.
   */
  private static void touch(Path blob) throws IOException {
    Files.setLastModifiedTime(blob, FileTime.from(Instant.now()));
  }
}
