package dev.sirius.adapters.ollama.store;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Keeps two processes of Sirius from changing one model at a time. A lock ends with its process,
 * however that ends.
 */
final class NameLocks {

  /** A lock that is held. */
  static final class Held implements AutoCloseable {
    private final FileChannel channel;
    private final ModelFolder folder;

    private Held(FileChannel channel, ModelFolder folder) {
      this.channel = channel;
      this.folder = folder;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw folder.failure("release a lock", e);
      }
    }
  }

  private final ModelFolder folder;

  NameLocks(ModelFolder folder) {
    this.folder = folder;
  }

  /** Takes the lock of a name, or says that another process has it. */
  Held lock(ModelName name) {
    String key = name.toString().toLowerCase(Locale.ROOT);
    String file = Digest.of(key.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 24) + ".lock";
    FileChannel channel = open(folder.prepared(folder.locks()).resolve(file));
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new Held(channel, folder);
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this very process holds it: the same as another process.
      close(channel);
      throw busy(name, e);
    } catch (IOException e) {
      close(channel);
      throw folder.failure("lock " + name, e);
    }
    close(channel);
    throw busy(name, null);
  }

  private FileChannel open(Path file) {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw folder.failure("make the lock " + file, e);
    }
  }

  private static ModelStoreException busy(
      ModelName name, @org.jspecify.annotations.Nullable Throwable cause) {
    String message =
        "another sirius is changing " + name + " right now; wait until it is done, then try again";
    return cause == null
        ? new ModelStoreException(Kind.REFUSED, message)
        : new ModelStoreException(Kind.REFUSED, message, cause);
  }

  private void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw folder.failure("release a lock", e);
    }
  }
}
