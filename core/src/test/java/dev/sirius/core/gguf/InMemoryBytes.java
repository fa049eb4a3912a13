package dev.sirius.core.gguf;

import dev.sirius.core.gguf.port.ByteSource;

/** Bytes in memory that are read as those of a file. */
public final class InMemoryBytes implements ByteSource {

  private final byte[] bytes;

  public InMemoryBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public String name() {
    return "test.gguf";
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public int read(long position, byte[] into, int offset, int count) {
    if (position >= bytes.length) {
      return -1;
    }
    int read = (int) Math.min(count, bytes.length - position);
    System.arraycopy(bytes, (int) position, into, offset, read);
    return read;
  }
}
