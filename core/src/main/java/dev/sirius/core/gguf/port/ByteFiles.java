package dev.sirius.core.gguf.port;

import java.nio.file.Path;
import java.util.function.Function;

/** Files of this machine that are read as they are. */
public interface ByteFiles {

  /**
   * Opens a regular file, hands its bytes over, and closes it.
   *
   * @param reader makes something of the bytes; it must not keep them
   * @throws WeightsException when there is no such file, it is no regular one, or it cannot be read
   */
  <T> T read(Path path, Function<ByteSource, T> reader);
}
