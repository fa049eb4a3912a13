package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import dev.sirius.core.gguf.port.WorkFolders;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Folders named {@code sirius-ID} under one directory, each beside a file {@code sirius-ID.lock}.
 * Whoever works in a folder holds the system's lock on that file as long as it lives; so a folder
 * whose file can be locked is the remains of a process that was killed, and is removed.
 *
 * <p>The directory may be one that all users share: what belongs to another user is left alone, and
 * no link is followed.
 */
public final class PrivateFolders implements WorkFolders {

  private static final String PREFIX = "sirius-";
  private static final String LOCK = ".lock";
  private static final int TRIES = 16;

  private final Path parent;

  /**
   * The lock files of this object's own folders. They are never opened a second time: on many
   * systems, closing that second channel would release the lock of the first.
   */
  private final Set<Path> own = ConcurrentHashMap.newKeySet();

  /**
   * @param parent the directory that the folders are made in; it is made when it is missing
   */
  public PrivateFolders(Path parent) {
    this.parent = parent.toAbsolutePath().normalize();
  }

  @Override
  public WorkFolder open() {
    try {
      Files.createDirectories(parent, ofOwner(parent, "rwx------"));
      for (int i = 0; i < TRIES; i++) {
        Path lockFile = parent.resolve(PREFIX + UUID.randomUUID() + LOCK);
        FileChannel channel = locked(lockFile);
        if (channel.isOpen()) {
          removeRemains(ownerOf(lockFile));
          return folder(lockFile, channel);
        }
      }
      throw new WeightsException(
          Kind.BUSY, "no folder for temporary files could be made in " + parent + "; try again");
    } catch (IOException e) {
      throw notMade(e);
    }
  }

  /**
   * Removes what earlier tasks left that were killed, for a task that may need no folder itself.
   * What cannot be removed now goes with the next task.
   */
  public void removeRemains() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
      if (files.iterator().hasNext()) {
        // A file of our own tells who its owner is.
        open().close();
      }
    } catch (IOException | WeightsException e) {
      // Nothing was left here, or it is not to be looked at.
    }
  }

  @Override
  public Path directory() {
    return parent;
  }

  @Override
  public void requireSpace(Map<Path, Long> bytes) {
    try {
      Map<FileStore, Long> needed = new LinkedHashMap<>();
      for (Map.Entry<Path, Long> each : bytes.entrySet()) {
        if (each.getKey().equals(parent)) {
          Files.createDirectories(parent, ofOwner(parent, "rwx------"));
        }
        if (Files.isDirectory(each.getKey())) {
          needed.merge(Files.getFileStore(each.getKey()), each.getValue(), Math::addExact);
        }
      }
      for (Map.Entry<FileStore, Long> each : needed.entrySet()) {
        requireSpace(each.getKey(), each.getValue(), bytes.keySet());
      }
    } catch (IOException e) {
      throw notMade(e);
    }
  }

  private WeightsException notMade(IOException cause) {
    return new WeightsException(
        cause instanceof AccessDeniedException ? Kind.NOT_PERMITTED : Kind.FAILED,
        "no folder for temporary files can be made in "
            + parent
            + ": "
            + Failures.reason(cause)
            + "; let TMPDIR name a directory that this user may write to",
        cause);
  }

  private static void requireSpace(FileStore disk, long bytes, Set<Path> places)
      throws IOException {
    long usable = Math.max(0, disk.getUsableSpace());
    if (usable < bytes) {
      List<String> there = new ArrayList<>();
      for (Path place : places) {
        if (Files.isDirectory(place) && Files.getFileStore(place).equals(disk)) {
          there.add(place.toString());
        }
      }
      throw new WeightsException(
          Kind.NO_SPACE,
          new ByteSize(bytes)
              + " are needed on the disk of "
              + String.join(" and ", there)
              + " while the model is made, but only "
              + new ByteSize(usable)
              + " are free; free some space, or let TMPDIR name a directory on another disk");
    }
  }

  /** A channel that holds the lock of a new file; closed when another process took it for left. */
  private FileChannel locked(Path lockFile) throws IOException {
    own.add(lockFile);
    FileChannel channel =
        FileChannel.open(
            lockFile,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            ofOwner(parent, "rw-------"));
    if (!lock(channel) || !Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
      channel.close();
      own.remove(lockFile);
    }
    return channel;
  }

  private Folder folder(Path lockFile, FileChannel channel) throws IOException {
    boolean made = false;
    try {
      Path path = Files.createDirectory(folderOf(lockFile), ofOwner(parent, "rwx------"));
      made = true;
      return new Folder(path, lockFile, channel);
    } finally {
      if (!made) {
        Files.deleteIfExists(lockFile);
        channel.close();
        own.remove(lockFile);
      }
    }
  }

  private static Path folderOf(Path lockFile) {
    String name = String.valueOf(lockFile.getFileName());
    return lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
  }

  /** The owner alone has the permissions, where the file system knows such. */
  private static FileAttribute<?>[] ofOwner(Path place, String permissions) {
    return place.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * @param owner whoever owns our own files
   */
  private void removeRemains(UserPrincipal owner) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
      for (Path file : files) {
        if (!own.contains(file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          removeIfLeft(file, owner);
        }
      }
    }
  }

  private static void removeIfLeft(Path lockFile, UserPrincipal owner) {
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      Path folder = folderOf(lockFile);
      boolean left = lock(channel) && owner.equals(ownerOf(lockFile));
      if (left && (!Files.exists(folder) || owner.equals(ownerOf(folder)))) {
        removeFolder(folder);
        Files.deleteIfExists(lockFile);
      }
    } catch (IOException e) {
      // another user's, or gone: nothing of ours
    }
  }

  /** Removes a folder and the files in it; there are no folders in it. */
  private static void removeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  private static UserPrincipal ownerOf(Path path) throws IOException {
    return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** A folder in use. It goes too when the program is asked to end, as by Ctrl-C. */
  private final class Folder implements WorkFolder {
    private final Path path;
    private final Path lockFile;
    private final FileChannel channel;
    private final Thread atEnd = new Thread(this::remove, "sirius-temporary-files");

    Folder(Path path, Path lockFile, FileChannel channel) {
      this.path = path;
      this.lockFile = lockFile;
      this.channel = channel;
      Runtime.getRuntime().addShutdownHook(atEnd);
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public void close() {
      try {
        Runtime.getRuntime().removeShutdownHook(atEnd);
      } catch (IllegalStateException e) {
        // the program is ending, and the hook runs
      }
      remove();
    }

    private synchronized void remove() {
      if (!channel.isOpen()) {
        return;
      }
      try {
        removeFolder(path);
        Files.deleteIfExists(lockFile);
        channel.close();
      } catch (IOException e) {
        // the lock goes with the process, and the next task sees that
      } finally {
        own.remove(lockFile);
      }
    }
  }
}
