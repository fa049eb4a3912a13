package dev.sirius.core.gguf.header;

import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.text.SafeText;
import java.io.IOException;

/**
 * Reads little-endian values one after the other. Nothing is allocated for what the source cannot
 * hold: every length is checked against the bytes left first.
 */
final class Cursor {

  private static final int BUFFER_BYTES = 1 << 17;

  private final ByteSource source;
  private final long length;
  private final byte[] buffer;

  /** Position in the source of the buffer's first byte. */
  private long bufferStart;

  private int next;
  private int filled;

  /** What is being read, for messages: put together only when something is wrong with it. */
  private String what = "";

  private String name = "";

  Cursor(ByteSource source) {
    this.source = source;
    this.length = source.length();
    this.buffer = new byte[(int) Math.max(16, Math.min(BUFFER_BYTES, length))];
  }

  /** Says what is read from here on: {@code "the version"}. */
  void reading(String what) {
    reading(what, "");
  }

  /** Says what is read from here on, and its name as the source has it. */
  void reading(String what, String name) {
    this.what = what;
    this.name = name;
  }

  /** What is wrong with what is being read, and where it started. */
  GgufException failure(long start, String reason) {
    String named = name.isEmpty() ? "" : " '" + SafeText.oneLine(name, 80) + "'";
    return new GgufException(source.name(), start, what + named, reason);
  }

  /** Bytes from the source's start to what is read next. */
  long position() {
    return bufferStart + next;
  }

  long left() {
    return length - position();
  }

  /** Fails unless so many more bytes are there. */
  void require(long bytes) {
    if (bytes > left()) {
      throw truncated(bytes);
    }
  }

  int uint8() {
    ensure(1);
    return buffer[next++] & 0xFF;
  }

  int uint16() {
    return uint8() | uint8() << 8;
  }

  int int32() {
    ensure(4);
    int value = int32At(buffer, next);
    next += 4;
    return value;
  }

  long int64() {
    ensure(8);
    long value = int64At(buffer, next);
    next += 8;
    return value;
  }

  /** So many bytes, which the source must hold. */
  byte[] bytes(int count) {
    require(count);
    byte[] bytes = new byte[count];
    int done = 0;
    while (done < count) {
      ensure(1);
      int run = Math.min(filled - next, count - done);
      System.arraycopy(buffer, next, bytes, done, run);
      next += run;
      done += run;
    }
    return bytes;
  }

  void skip(long count) {
    require(count);
    if (count <= filled - next) {
      next += (int) count;
    } else {
      bufferStart = position() + count;
      next = 0;
      filled = 0;
    }
  }

  /**
   * Skips texts, each a 64-bit length and so many bytes; the loop is kept tight, since vocabularies
   * have hundreds of thousands.
   *
   * @param longest bytes of a text that are allowed
   */
  void skipTexts(long count, long longest) {
    long todo = count;
    while (todo > 0) {
      byte[] bytes = buffer;
      int at = next;
      int end = filled - 8;
      while (todo > 0 && at <= end) {
        long text = int64At(bytes, at);
        if (text < 0 || text > end - at) {
          break;
        }
        at += 8 + (int) text;
        todo--;
      }
      next = at;
      if (todo > 0) {
        skip(textLength(longest));
        todo--;
      }
    }
  }

  /** A text's length, which the source can hold and the format allows. */
  long textLength(long longest) {
    long start = position();
    long text = int64();
    if (text < 0 || text > longest) {
      throw failure(
          start,
          "a text of "
              + Long.toUnsignedString(text)
              + " bytes; at most "
              + longest
              + " are allowed");
    }
    if (text > left()) {
      throw failure(
          start, "a text of " + text + " bytes, but only " + left() + " are left in the file");
    }
    return text;
  }

  private void ensure(int bytes) {
    if (filled - next < bytes) {
      refill(bytes);
    }
  }

  private void refill(int bytes) {
    require(bytes);
    int kept = filled - next;
    System.arraycopy(buffer, next, buffer, 0, kept);
    bufferStart += next;
    next = 0;
    filled = kept;
    while (filled < bytes) {
      int read = read();
      if (read <= 0) {
        throw truncated(bytes);
      }
      filled += read;
    }
  }

  private int read() {
    long at = bufferStart + filled;
    int most = (int) Math.min(buffer.length - filled, length - at);
    if (most <= 0) {
      return -1;
    }
    try {
      return source.read(at, buffer, filled, most);
    } catch (IOException e) {
      throw new WeightsException(
          WeightsException.Kind.FAILED,
          source.name()
              + ": "
              + what
              + " could not be read: "
              + e.getMessage()
              + "; check the disk and try again",
          e);
    }
  }

  private GgufException truncated(long bytes) {
    return failure(
        position(),
        "the file ends here: "
            + Long.toUnsignedString(bytes)
            + " bytes are needed and "
            + left()
            + " are left; it is cut short or no GGUF, fetch it again");
  }

  private static int int32At(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | bytes[at + 3] << 24;
  }

  private static long int64At(byte[] bytes, int at) {
    return (int32At(bytes, at) & 0xFFFF_FFFFL) | (long) int32At(bytes, at + 4) << 32;
  }
}
