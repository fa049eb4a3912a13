package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.regex.Pattern;

/** A regular file, open for reading; directories, devices and pipes are not opened at all. */
final class RegularFile implements ByteSource, AutoCloseable {

  private static final Pattern NAMED_BY_CONTENT = Pattern.compile("sha256-[0-9a-f]{64}");

  private final Path path;
  private final FileChannel channel;
  private final long length;
  private final FileTime modified;

  /** Ollama gives such a file a new time whenever another model takes it; its bytes stay. */
  private final boolean namedByContent;

  private RegularFile(Path path, FileChannel channel, BasicFileAttributes attributes) {
    this.path = path;
    this.channel = channel;
    this.length = attributes.size();
    this.modified = attributes.lastModifiedTime();
    this.namedByContent = NAMED_BY_CONTENT.matcher(String.valueOf(path.getFileName())).matches();
  }

  static RegularFile open(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new WeightsException(
            Kind.NO_REGULAR_FILE,
            path
                + " is "
                + (attributes.isDirectory() ? "a directory" : "no regular file")
                + "; name a GGUF file");
      }
      return new RegularFile(path, FileChannel.open(path, StandardOpenOption.READ), attributes);
    } catch (IOException e) {
      throw Failures.reading(path, e);
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

  /** Reads exactly so many bytes of a file that is still as it was when it was opened. */
  void readFully(long position, byte[] into, int offset, int count) {
    try {
      int done = 0;
      while (done < count) {
        int read = read(position + done, into, offset + done, count - done);
        if (read < 0) {
          throw changed();
        }
        done += read;
      }
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      boolean touched = !namedByContent && !now.lastModifiedTime().equals(modified);
      if (now.size() != length || touched) {
        throw changed();
      }
    } catch (IOException e) {
      throw Failures.reading(path, e);
    }
  }

  private WeightsException changed() {
    return new WeightsException(
        Kind.CHANGED, path + " changed while it was read; wait until it is complete and try again");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Failures.reading(path, e);
    }
  }
}
