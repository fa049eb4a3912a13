package dev.sirius.core.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * How many bytes the parts of a GGUF file take (the format of GGUF versions 2 and 3). All methods
 * throw {@link ArithmeticException} when a sum exceeds 2^63 − 1.
 */
public final class Layout {

  /** Magic, version, and the two counts. */
  public static final int PREAMBLE_BYTES = 24;

  /** The alignment of a file that states none. */
  public static final long DEFAULT_ALIGNMENT = 32;

  /** The largest alignment that Sirius takes; none in use is near. */
  public static final long LARGEST_ALIGNMENT = 1L << 20;

  private Layout() {}

  /**
   * Rounds up to a multiple of the alignment.
   *
   * @param alignment a power of two
   */
  public static long padded(long bytes, long alignment) {
    return Math.addExact(bytes, alignment - 1) & -alignment;
  }

  /** Bytes of a data section: each tensor padded, the last one too. */
  public static long dataBytes(List<TensorInfo> tensors, long alignment) {
    long sum = 0;
    for (TensorInfo tensor : tensors) {
      sum = Math.addExact(sum, padded(tensor.bytes(), alignment));
    }
    return sum;
  }

  /** Bytes of a header with these entries, before the padding. */
  public static long headerBytes(Metadata metadata, List<TensorInfo> tensors) {
    long sum = PREAMBLE_BYTES;
    for (var entry : metadata.entries().entrySet()) {
      sum = Math.addExact(sum, entryBytes(entry.getKey(), entry.getValue()));
    }
    for (TensorInfo tensor : tensors) {
      sum = Math.addExact(sum, recordBytes(tensor));
    }
    return sum;
  }

  /** Bytes of a key-value: key with length, type, value. */
  public static long entryBytes(String key, GgufValue value) {
    return Math.addExact(8L + key.getBytes(UTF_8).length + 4L, valueBytes(value));
  }

  /** Bytes of a tensor's record in the table: name with length, dimensions, type, offset. */
  public static long recordBytes(TensorInfo tensor) {
    return 24L + tensor.name().getBytes(UTF_8).length + 8L * tensor.dimensions().size();
  }

  private static long valueBytes(GgufValue value) {
    if (value instanceof GgufValue.Text text) {
      return 8L + text.text().length();
    }
    if (value instanceof GgufValue.Unread unread) {
      return Math.addExact(12L, unread.length());
    }
    if (value instanceof GgufValue.Elements list) {
      long sum = 12;
      for (GgufValue element : list.elements()) {
        sum = Math.addExact(sum, valueBytes(element));
      }
      return sum;
    }
    return value.type().leastBytes();
  }

  /** Whether an alignment is one that may be: a power of two, not too large. */
  public static boolean isAlignment(long bytes) {
    return bytes >= 1 && bytes <= LARGEST_ALIGNMENT && Long.bitCount(bytes) == 1;
  }

  static void requireAlignment(long alignment) {
    if (!isAlignment(alignment)) {
      throw new IllegalArgumentException(
          "an alignment of "
              + alignment
              + " bytes; a power of two from 1 to "
              + LARGEST_ALIGNMENT
              + " is allowed");
    }
  }
}
