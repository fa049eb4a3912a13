package dev.sirius.adapters.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that a writer fills beside its target, locked. */
final class PartFile {

  private final Path path;
  private final FileChannel channel;
  private final Runnable onClosed;

  /**
   * @param channel open and locked
   * @param onClosed is run once the file is moved or discarded
   */
  PartFile(Path path, FileChannel channel, Runnable onClosed) {
    this.path = path;
    this.channel = channel;
    this.onClosed = onClosed;
  }

  void write(ByteBuffer data) throws IOException {
    channel.write(data);
  }

  /** Puts the file on the disk for good, and in the target's place in one step. */
  void moveTo(Path target) throws IOException {
    channel.force(true);
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    onClosed.run();
    channel.close();
    keepName();
  }

  /** Makes the new name durable, where the system can: not all open directories. */
  private void keepName() {
    try (FileChannel directory =
        FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    } catch (IOException e) {
      // the name is there; only a power failure within seconds could take it back
    }
  }

  /** Removes the file; what cannot be removed now is removed by the next writer. */
  void discard() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      Files.deleteIfExists(path);
      channel.close();
    } catch (IOException e) {
      // the lock goes with the process, and the next writer sees that
    } finally {
      onClosed.run();
    }
  }
}
