package dev.sirius.adapters.device;

import dev.sirius.core.family.port.FamilyLocks;
import dev.sirius.core.family.port.FamilyLocksException;
import dev.sirius.core.model.ModelName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Locks on empty files of one folder, one for each family. The system holds them for the process,
 * and lets them go when it ends, even when it is killed. The files stay: to remove one while
 * another process opens it would give two the lock.
 */
public final class FileFamilyLocks implements FamilyLocks {

  private static final int DIGITS = 32;

  private final Path folder;

  /**
   * @param folder where the files lie; made when it is missing
   */
  public FileFamilyLocks(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<FamilyLock> tryLock(ModelName family) {
    Path file = folder.resolve(fileName(family));
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lock(channel);
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(() -> close(channel, file));
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void close(FileChannel channel, Path file) {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static FamilyLocksException failure(Path file, IOException e) {
    return new FamilyLocksException(
        "the lock file '"
            + file
            + "' cannot be used ("
            + e.getMessage()
            + "); make its folder writable, or let XDG_CACHE_HOME name another one",
        e);
  }

  /** Names have characters that file names may not have, and count without regard to case. */
  private static String fileName(ModelName family) {
    String key =
        String.join("/", family.host(), family.namespace(), family.model(), family.tag())
            .toLowerCase(Locale.ROOT);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS) + ".lock";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
