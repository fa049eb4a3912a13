package dev.sirius.core.gguf.header;

import dev.sirius.core.gguf.port.ByteSource;
import java.io.IOException;

/** A source that gives one, two, three … bytes at a time. */
final class InPieces implements ByteSource {

  private static final int LARGEST = 1000;

  private final ByteSource whole;
  private int piece;

  InPieces(ByteSource whole) {
    this.whole = whole;
  }

  @Override
  public String name() {
    return whole.name();
  }

  @Override
  public long length() {
    return whole.length();
  }

  @Override
  public int read(long position, byte[] into, int offset, int count) throws IOException {
    piece = piece % LARGEST + 1;
    return whole.read(position, into, offset, Math.min(count, piece));
  }
}
