package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/** A regular file that is open for reading, and known not to change meanwhile. */
final class OpenFile implements ByteSource, AutoCloseable {

  private final Path path;
  private final FileChannel channel;
  private final long length;
  private final FileTime modifiedAt;

  private OpenFile(Path path, FileChannel channel, long length, FileTime modifiedAt) {
    this.path = path;
    this.channel = channel;
    this.length = length;
    this.modifiedAt = modifiedAt;
  }

  static OpenFile at(Path path) {
    try {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      if (!Files.isRegularFile(path)) {
        throw new WeightsException(
            Kind.NO_REGULAR_FILE,
            path
                + (Files.isDirectory(path) ? " is a directory" : " is no regular file")
                + "; the path of a GGUF file is needed");
      }
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new OpenFile(path, channel, channel.size(), Files.getLastModifiedTime(path));
    } catch (IOException e) {
      throw Failure.of("read", path, e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int read(long position, byte[] into, int offset, int count) throws IOException {
    return channel.read(ByteBuffer.wrap(into, offset, count), position);
  }

  /** Reads exactly so many bytes of a file that has not changed since it was opened. */
  void readFully(long position, byte[] into, int offset, int count) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(into, offset, count);
      long at = position;
      while (buffer.hasRemaining()) {
        int read = channel.read(buffer, at);
        if (read < 0) {
          throw new WeightsException(
              Kind.CHANGED,
              path
                  + " ends at byte "
                  + channel.size()
                  + ", but its header promises more; it is cut short, fetch it again");
        }
        at += read;
      }
      if (channel.size() != length || !Files.getLastModifiedTime(path).equals(modifiedAt)) {
        throw new WeightsException(
            Kind.CHANGED, path + " was changed while it was read; try again when it is at rest");
      }
    } catch (IOException e) {
      throw Failure.of("read", path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Failure.of("close", path, e);
    }
  }
}
