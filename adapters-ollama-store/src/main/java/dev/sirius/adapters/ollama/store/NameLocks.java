package dev.sirius.adapters.ollama.store;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Keeps two processes of Sirius from changing one model at a time, and from sorting out blobs at a
 * time. A lock ends with its process, however that ends.
 *
 * <p>The file of a lock is also a journal: whoever makes a model notes the digest of each blob
 * there before it makes it, and empties the journal when it is done. What a killed process leaves
 * is thereby known to be ours.
 */
final class NameLocks {

  private static final String SUFFIX = ".lock";
  private static final String WHOLE_FOLDER = "folder" + SUFFIX;
  private static final int LARGEST_JOURNAL = 1 << 20;

  private final ModelFolder folder;

  /**
   * Those that this object holds. Their files are never opened a second time: on many systems,
   * closing that second channel would release the lock of the first.
   */
  private final Set<Path> own = ConcurrentHashMap.newKeySet();

  NameLocks(ModelFolder folder) {
    this.folder = folder;
  }

  /** A lock that is held. */
  final class Held implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final Set<Digest> leftOver;

    private Held(Path file, FileChannel channel, Set<Digest> leftOver) {
      this.file = file;
      this.channel = channel;
      this.leftOver = leftOver;
    }

    /** The blobs that an earlier process noted here, and was killed before it was done. */
    Set<Digest> leftOver() {
      return leftOver;
    }

    /** Notes that a blob is about to be made. */
    void note(Digest digest) {
      try {
        ByteBuffer line = ByteBuffer.wrap((digest + "\n").getBytes(StandardCharsets.US_ASCII));
        channel.position(channel.size());
        while (line.hasRemaining()) {
          channel.write(line);
        }
      } catch (IOException e) {
        throw folder.failure("note a blob in " + file, e);
      }
    }

    /** Empties the journal: all that was noted is in a manifest, or gone. */
    void done() {
      try {
        channel.truncate(0);
      } catch (IOException e) {
        throw folder.failure("empty " + file, e);
      }
    }

    @Override
    public void close() {
      NameLocks.this.close(file, channel);
    }
  }

  /** Takes the lock of a name, or says that another process has it. */
  Held lock(ModelName name) {
    return tryLock(file(name))
        .orElseThrow(
            () ->
                new ModelStoreException(
                    Kind.REFUSED,
                    "another sirius is changing "
                        + name
                        + " right now; wait until it is done, then try again"));
  }

  /** A name for files of a model that is short and has no characters that mean something. */
  static String key(ModelName name) {
    byte[] text = name.toString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    return Digest.of(text).hex().substring(0, 24);
  }

  private Path file(ModelName name) {
    return folder.locks().resolve(key(name) + SUFFIX);
  }

  /**
   * Runs what looks which blobs are named and then removes or names some, so that only one process
   * does so at a time. It is short; others wait.
   */
  synchronized void alone(Runnable action) {
    Path file = folder.prepared(folder.locks()).resolve(WHOLE_FOLDER);
    try (FileChannel channel = open(file)) {
      channel.lock();
      action.run();
    } catch (OverlappingFileLockException e) {
      throw new ModelStoreException(
          Kind.REFUSED, "another thread is at the folder " + folder.root() + "; try again", e);
    } catch (IOException e) {
      throw folder.failure("lock the folder " + folder.root(), e);
    }
  }

  /** The blobs that any process has noted, at work or killed, but for the holder of one lock. */
  Set<Digest> notedByOthers(Held mine) {
    Set<Digest> noted = new HashSet<>();
    for (Path file : files()) {
      if (!file.equals(mine.file) && !own.contains(file)) {
        noted.addAll(read(file));
      }
    }
    return noted;
  }

  /** What is noted in the folder's journals. */
  record Notes(Set<Digest> atWork, Set<Digest> leftByKilled) {}

  /** Tells the blobs of processes at work from those of killed ones. */
  Notes notes() {
    Set<Digest> atWork = new HashSet<>();
    Set<Digest> leftByKilled = new HashSet<>();
    for (Path file : files()) {
      Set<Digest> noted = own.contains(file) ? Set.of() : read(file);
      if (!noted.isEmpty()) {
        Optional<Held> held = tryLock(file);
        if (held.isPresent()) {
          leftByKilled.addAll(noted);
          held.get().close();
        } else {
          atWork.addAll(noted);
        }
      }
    }
    leftByKilled.removeAll(atWork);
    return new Notes(atWork, leftByKilled);
  }

  /** Empties the journals of killed processes of which no blob is left. */
  void forget(Predicate<Digest> isSettled) {
    for (Path file : files()) {
      Set<Digest> noted = own.contains(file) ? Set.of() : read(file);
      if (!noted.isEmpty() && noted.stream().allMatch(isSettled)) {
        tryLock(file)
            .ifPresent(
                held -> {
                  held.done();
                  held.close();
                });
      }
    }
  }

  private Set<Path> files() {
    Set<Path> files = new HashSet<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.locks(), "*" + SUFFIX)) {
      for (Path file : stream) {
        if (ModelFolder.isPlainFile(file)
            && !String.valueOf(file.getFileName()).equals(WHOLE_FOLDER)) {
          files.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      return Set.of();
    } catch (IOException e) {
      throw folder.failure("list the folder " + folder.locks(), e);
    }
    return files;
  }

  private Set<Digest> read(Path file) {
    Set<Digest> digests = new HashSet<>();
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(LARGEST_JOURNAL), StandardCharsets.US_ASCII);
      text.lines().flatMap(line -> digest(line).stream()).forEach(digests::add);
    } catch (IOException e) {
      throw folder.failure("read " + file, e);
    }
    return digests;
  }

  /** A line may be cut short: the process was killed while it wrote it, and made no such blob. */
  private static Optional<Digest> digest(String line) {
    try {
      return Optional.of(Digest.parse(line));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<Held> tryLock(Path file) {
    folder.prepared(folder.locks());
    if (!own.add(file)) {
      return Optional.empty();
    }
    boolean taken = false;
    FileChannel channel = null;
    try {
      channel = open(file);
      if (channel.tryLock() == null) {
        return Optional.empty();
      }
      Held held = new Held(file, channel, read(channel));
      taken = true;
      return Optional.of(held);
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw folder.failure("lock " + file, e);
    } finally {
      if (!taken) {
        if (channel == null) {
          own.remove(file);
        } else {
          close(file, channel);
        }
      }
    }
  }

  /** Reads through the channel itself: closing another one would release its lock. */
  private static Set<Digest> read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST_JOURNAL));
    channel.position(0);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // until all is read
    }
    Set<Digest> digests = new HashSet<>();
    new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII)
        .lines()
        .flatMap(line -> digest(line).stream())
        .forEach(digests::add);
    return digests;
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  private void close(Path file, FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw folder.failure("release the lock " + file, e);
    } finally {
      own.remove(file);
    }
  }
}
