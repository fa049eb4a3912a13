package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that writers fill beside their targets: {@code .NAME.sirius-part}. A writer holds the
 * system's lock on its file as long as it lives; so one that can be locked is the remains of a
 * writer that was killed, and is removed.
 */
final class PartFiles {

  private static final String PREFIX = ".";
  private static final String SUFFIX = ".sirius-part";
  private static final int TRIES = 16;

  /**
   * Those of this object's own writers. They are never opened a second time: on many systems,
   * closing that second channel would release the lock of the first.
   */
  private final Set<Path> own = ConcurrentHashMap.newKeySet();

  /** Opens the part file of a target, empty, and removes what killed writers left beside it. */
  PartFile open(Path target) {
    try {
      Path directory =
          Objects.requireNonNullElse(target.toAbsolutePath().getParent(), target).toRealPath();
      Path path = directory.resolve(PREFIX + target.getFileName() + SUFFIX);
      if (!own.add(path)) {
        throw busy(target);
      }
      boolean opened = false;
      try {
        removeRemains(directory);
        PartFile part = lockedFile(path, target);
        opened = true;
        return part;
      } finally {
        if (!opened) {
          own.remove(path);
        }
      }
    } catch (IOException e) {
      throw Failures.writing(target, e);
    }
  }

  private PartFile lockedFile(Path path, Path target) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Optional<FileChannel> channel = tryLock(path, target);
      if (channel.isPresent()) {
        channel.get().truncate(0);
        return new PartFile(path, channel.get(), () -> own.remove(path));
      }
    }
    throw busy(target);
  }

  /**
   * Opens and locks a part file. Empty when the path leads elsewhere by then, because another
   * process was just done with the file: what is locked may be that one's finished file.
   */
  private static Optional<FileChannel> tryLock(Path path, Path target) throws IOException {
    Optional<Object> there = identity(path);
    FileChannel channel;
    try {
      channel =
          there.isEmpty()
              ? FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)
              : FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      return Optional.empty();
    }
    boolean ours = false;
    try {
      Optional<Object> before = there.isEmpty() ? identity(path) : there;
      if (!lock(channel)) {
        throw busy(target);
      }
      ours = before.isPresent() && before.equals(identity(path));
      return ours ? Optional.of(channel) : Optional.empty();
    } finally {
      if (!ours) {
        channel.close();
      }
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** What tells one file from another at the same path; empty when there is none. */
  private static Optional<Object> identity(Path path) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new FileSystemException(path.toString(), null, "it is no regular file");
      }
      Object key = attributes.fileKey();
      return Optional.of(key == null ? attributes.creationTime() : key);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void removeRemains(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
      for (Path file : files) {
        if (!own.contains(file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          removeIfLeft(file);
        }
      }
    }
  }

  private static void removeIfLeft(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (lock(channel)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // another user's, or gone: nothing of ours
    }
  }

  private static WeightsException busy(Path target) {
    return new WeightsException(
        Kind.BUSY,
        target + " is being written already; wait for that to end, or choose another output");
  }
}
