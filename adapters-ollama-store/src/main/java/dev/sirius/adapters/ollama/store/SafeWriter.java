package dev.sirius.adapters.ollama.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes files appear whole: written aside, forced to disk, renamed into place. A file aside is
 * locked as long as its writer lives; one that can be locked is the remains of a killed one.
 */
final class SafeWriter {

  /** Writes a file's bytes. */
  interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  private final ModelFolder folder;
  private final Set<Path> own = ConcurrentHashMap.newKeySet();

  SafeWriter(ModelFolder folder) {
    this.folder = folder;
  }

  /** Writes bytes to a file that is replaced when it exists; the old or the new one is there. */
  void write(Path target, byte[] bytes) throws IOException {
    write(
        target,
        channel -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        });
  }

  /** Writes a file that is replaced when it exists; the old or the new one is there. */
  void write(Path target, Content content) throws IOException {
    Path aside =
        Files.createTempFile(folder.prepared(folder.unfinished()), "part", ".tmp").toAbsolutePath();
    own.add(aside);
    try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
      channel.lock();
      content.writeTo(channel);
      channel.force(true);
      makeReadable(aside);
      moveIntoPlace(aside, target);
    } finally {
      Files.deleteIfExists(aside);
      own.remove(aside);
    }
  }

  /** Whether somebody is still writing a file aside. */
  boolean isBeingWritten(Path aside) throws IOException {
    if (own.contains(aside.toAbsolutePath())) {
      return true;
    }
    try (FileChannel channel =
        FileChannel.open(aside, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Renames a finished file into place and forces the folder's entry to disk. */
  static void moveIntoPlace(Path finished, Path target) throws IOException {
    Files.move(
        finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(requireNonNull(target.getParent(), "parent"));
  }

  /** Forces a file's bytes to disk. */
  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Forces a folder's entries to disk, where the system can. */
  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (java.nio.file.AccessDeniedException e) {
      // Windows opens no folders; there the rename itself is kept in the journal.
      if (!System.getProperty("os.name", "").startsWith("Windows")) {
        throw e;
      }
    }
  }

  /** Ollama's service may run as another user: what it shall read must be readable to all. */
  static void makeReadable(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }
}
