package dev.sirius.adapters.ollama.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Makes files appear whole: written aside, forced to disk, renamed into place. */
final class SafeWriter {

  private final ModelFolder folder;

  SafeWriter(ModelFolder folder) {
    this.folder = folder;
  }

  /** Writes bytes to a file that is replaced when it exists; the old or the new one is there. */
  void write(Path target, byte[] bytes) throws IOException {
    Path aside = Files.createTempFile(folder.prepared(folder.unfinished()), "part", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      makeReadable(aside);
      moveIntoPlace(aside, target);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Renames a finished file into place and forces the folder's entry to disk. */
  void moveIntoPlace(Path finished, Path target) throws IOException {
    Files.move(
        finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(requireNonNull(target.getParent(), "parent"));
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
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    }
  }
}
