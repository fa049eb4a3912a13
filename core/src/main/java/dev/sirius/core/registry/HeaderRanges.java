package dev.sirius.core.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sirius.core.gguf.ValueType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Says how much of a published GGUF file to fetch next, so that its header is had in few requests
 * and little more than it is fetched. The first request is for 1 MiB. From what came, the header's
 * length is estimated: the vocabulary, which makes up most of it, says at its start how many tokens
 * it has, and the table of tensors how many tensors.
 *
 * <p>It only estimates: whatever the bytes are, an answer comes back that is within the bounds.
 */
public final class HeaderRanges {

  /** Bytes of the first request. */
  public static final int FIRST_BYTES = 1 << 20;

  /** The most that is fetched of a file, in bytes. */
  public static final int MOST_BYTES = 64 << 20;

  /** By how much what is there grows at least, and at most. */
  private static final double LEAST_GROWTH = 1.25;

  private static final int MOST_GROWTH = 12;

  /** What is fetched above the estimate. */
  private static final double MARGIN = 1.06;

  /** By how much the rest of a list of texts is longer than its start: later tokens are. */
  private static final double LATER_TEXTS = 1.12;

  /** Merges for each token: vocabularies in use have from 1 to 2.2. */
  private static final double MERGES = 1.4;

  private static final long TENSOR_RECORD = 68;
  private static final long AFTER_VOCABULARY = 24 << 10;

  private final ByteBuffer bytes;
  private long vocabulary;
  private long textBytes;
  private long seen;
  private boolean hasTypes;
  private boolean hasScores;
  private boolean hasMerges;
  private String tokenizer = "";

  private HeaderRanges(byte[] beginning, int length) {
    this.bytes = ByteBuffer.wrap(beginning, 0, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * How many bytes of the beginning to have after the next request.
   *
   * @param beginning holds what was fetched so far
   * @param have number of bytes fetched so far
   * @param wanted number of bytes that are needed at least; more than {@code have}
   * @param fileLength the file's length; empty while it is not known
   * @return more than {@code have}, at most {@link #MOST_BYTES} and the file's length
   * @throws IllegalArgumentException when no more may be fetched
   */
  public static int next(byte[] beginning, int have, long wanted, OptionalLong fileLength) {
    long most = Math.min(MOST_BYTES, fileLength.orElse(MOST_BYTES));
    if (wanted <= have || wanted > most) {
      throw new IllegalArgumentException(
          wanted + " bytes are wanted; " + (have + 1L) + " to " + most + " is allowed");
    }
    if (have == 0) {
      return (int) Math.min(most, Math.max(FIRST_BYTES, wanted));
    }
    double estimate = MARGIN * new HeaderRanges(beginning, have).estimate();
    double bounded = Math.max(have * LEAST_GROWTH, Math.min(estimate, (double) have * MOST_GROWTH));
    return (int) Math.min(most, Math.max(wanted, Math.round(bounded)));
  }

  /** Bytes of the header, as estimated. */
  private double estimate() {
    double tensors = 0;
    double known = 0;
    if (bytes.remaining() >= 24) {
      tensors = Math.min(100_000, Math.max(0, bytes.getLong(8))) * (double) TENSOR_RECORD;
      long entries = bytes.getLong(16);
      bytes.position(24);
      for (long i = 0; i < entries && known == 0; i++) {
        known = entry();
      }
    }
    return Math.max(known, bytes.position()) + tensors + outstanding() + AFTER_VOCABULARY;
  }

  /** What is still to come of a vocabulary beside its texts. */
  private double outstanding() {
    double types = hasTypes ? 0 : 4.0 * vocabulary;
    boolean merging = tokenizer.equals("gpt2");
    double merges =
        hasMerges || !merging
            ? 0
            : MERGES * vocabulary * (9.0 + (double) textBytes / Math.max(1, seen));
    return types + merges + (merging || hasScores ? 0 : 4.0 * vocabulary);
  }

  /** Passes over one entry; where it is not all there, says where it ends, as estimated. */
  private double entry() {
    if (!fits(8)) {
      return bytes.limit();
    }
    long length = bytes.getLong();
    if (length < 0 || length > 65_535 || !fits(length + 4)) {
      return bytes.limit();
    }
    byte[] text = new byte[(int) length];
    bytes.get(text);
    String key = new String(text, ISO_8859_1);
    ValueType type = ValueType.ofCode(bytes.getInt()).orElse(ValueType.ARRAY);
    if (type == ValueType.ARRAY) {
      return array(key);
    }
    if (type == ValueType.STRING) {
      return text(key);
    }
    return skip(type.leastBytes());
  }

  private double text(String key) {
    if (!fits(8)) {
      return bytes.limit();
    }
    long length = bytes.getLong();
    if (key.equals("tokenizer.ggml.model") && length >= 0 && length < 64 && fits(length)) {
      byte[] text = new byte[(int) length];
      bytes.get(text);
      tokenizer = new String(text, ISO_8859_1);
      return 0;
    }
    return skip(length);
  }

  private double array(String key) {
    if (!fits(12)) {
      return bytes.limit();
    }
    ValueType type = ValueType.ofCode(bytes.getInt()).orElse(ValueType.ARRAY);
    long count = Math.max(0, bytes.getLong());
    hasTypes |= key.endsWith(".token_type");
    hasScores |= key.endsWith(".scores");
    hasMerges |= key.endsWith(".merges");
    boolean tokens = key.endsWith(".tokens");
    if (tokens) {
      vocabulary = Math.min(count, MOST_BYTES);
    }
    if (type != ValueType.STRING) {
      return skip(type == ValueType.ARRAY ? 0 : Math.min(count, MOST_BYTES) * type.leastBytes());
    }
    int start = bytes.position();
    long read = 0;
    while (read < count && fits(8)) {
      long length = bytes.getLong(bytes.position());
      if (length < 0 || !fits(8 + Math.min(length, MOST_BYTES))) {
        break;
      }
      bytes.position((int) (bytes.position() + 8 + length));
      read++;
    }
    double average = (double) (bytes.position() - start) / Math.max(1, read);
    if (tokens) {
      textBytes = (long) (average * Math.max(1, read)) - 8 * read;
      seen = read;
    }
    return read == count ? 0 : bytes.position() + LATER_TEXTS * average * (count - read);
  }

  /** Passes over so many bytes; where they are not all there, says where they end. */
  private double skip(long count) {
    if (fits(count)) {
      bytes.position((int) (bytes.position() + count));
      return 0;
    }
    return (double) bytes.position() + Math.max(0, count);
  }

  private boolean fits(long count) {
    return count >= 0 && count <= bytes.remaining();
  }
}
