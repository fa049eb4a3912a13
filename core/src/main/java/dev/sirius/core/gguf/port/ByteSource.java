package dev.sirius.core.gguf.port;

import java.io.IOException;

/** The bytes of one file of known length, read from any place. */
public interface ByteSource {

  /** What it is called, for messages: a path or a name. */
  String name();

  /** Number of bytes. */
  long length();

  /**
   * Reads up to so many bytes.
   *
   * @param position where to read, bytes from the start
   * @param into receives the bytes
   * @param offset the first index of {@code into} that is written
   * @param count the most bytes to read, at least 1
   * @return how many were read, at least 1; −1 at the end
   * @throws IOException when reading fails
   */
  int read(long position, byte[] into, int offset, int count) throws IOException;
}
