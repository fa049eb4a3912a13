package dev.sirius.core.gguf.header;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Layout;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes GGUF headers, version 3, little-endian. What it writes, {@link HeaderParser} reads back as
 * the same values.
 */
public final class HeaderRenderer {

  /** Where the elements of arrays that were left unread come from. */
  @FunctionalInterface
  public interface UnreadBytes {

    /** Reads exactly so many bytes from a position of the file that the metadata came from. */
    void read(long position, byte[] into, int offset, int count) throws IOException;
  }

  private static final int MAGIC = 0x46554747;
  private static final int VERSION = 3;
  private static final int COPY_BYTES = 1 << 16;

  private final OutputStream out;
  private final UnreadBytes unread;

  private HeaderRenderer(OutputStream out, UnreadBytes unread) {
    this.out = out;
    this.unread = unread;
  }

  /**
   * The header that these entries make.
   *
   * @throws IllegalArgumentException when the metadata state an alignment that may not be, a
   *     tensor's name is there twice, or a key is empty or longer than 65,535 bytes
   */
  public static GgufHeader header(Metadata metadata, List<TensorInfo> tensors) {
    Set<String> names = new HashSet<>();
    for (TensorInfo tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("tensor '" + tensor.name() + "' is there twice");
      }
    }
    for (String key : metadata.keys()) {
      int bytes = key.getBytes(UTF_8).length;
      if (bytes < 1 || bytes > HeaderParser.LONGEST_KEY) {
        throw new IllegalArgumentException(
            "a metadata key of "
                + bytes
                + " bytes; 1 to "
                + HeaderParser.LONGEST_KEY
                + " are allowed");
      }
    }
    return new GgufHeader(
        VERSION, metadata, tensors, alignment(metadata), Layout.headerBytes(metadata, tensors));
  }

  private static long alignment(Metadata metadata) {
    GgufValue stated = metadata.get(GgufKeys.ALIGNMENT).orElse(null);
    if (stated == null) {
      return Layout.DEFAULT_ALIGNMENT;
    }
    if (stated instanceof GgufValue.Whole whole && whole.type() == ValueType.UINT32) {
      return whole.bits();
    }
    throw new IllegalArgumentException(
        GgufKeys.ALIGNMENT + " of type " + stated.type().label() + "; u32 is needed");
  }

  /**
   * Writes a header with the zeros that follow it up to the first tensor's data.
   *
   * @param unread where arrays left unread come from; asked only for these
   * @param out receives {@link GgufHeader#dataOffset()} bytes; small pieces, so buffer it
   */
  public static void render(GgufHeader header, UnreadBytes unread, OutputStream out)
      throws IOException {
    new HeaderRenderer(out, unread).render(header);
  }

  private void render(GgufHeader header) throws IOException {
    int32(MAGIC);
    int32(VERSION);
    int64(header.tensors().size());
    int64(header.metadata().entries().size());
    for (var entry : header.metadata().entries().entrySet()) {
      text(entry.getKey().getBytes(UTF_8));
      int32(entry.getValue().type().code());
      value(entry.getValue());
    }
    long offset = 0;
    for (TensorInfo tensor : header.tensors()) {
      record(tensor, offset);
      offset = Math.addExact(offset, Layout.padded(tensor.bytes(), header.alignment()));
    }
    out.write(new byte[(int) (header.dataOffset() - header.length())]);
  }

  private void record(TensorInfo tensor, long offset) throws IOException {
    text(tensor.name().getBytes(UTF_8));
    int32(tensor.dimensions().size());
    for (long dimension : tensor.dimensions()) {
      int64(dimension);
    }
    int32(tensor.type().code());
    int64(offset);
  }

  private void value(GgufValue value) throws IOException {
    if (value instanceof GgufValue.Whole whole) {
      whole(whole.bits(), whole.type().leastBytes());
    } else if (value instanceof GgufValue.Float32 real) {
      int32(Float.floatToRawIntBits(real.value()));
    } else if (value instanceof GgufValue.Float64 real) {
      int64(Double.doubleToRawLongBits(real.value()));
    } else if (value instanceof GgufValue.Flag flag) {
      out.write(flag.value() ? 1 : 0);
    } else if (value instanceof GgufValue.Text text) {
      text(text.text().bytes());
    } else if (value instanceof GgufValue.Sequence sequence) {
      int32(sequence.elementType().code());
      int64(sequence.count());
      elements(sequence);
    }
  }

  private void elements(GgufValue.Sequence sequence) throws IOException {
    if (sequence instanceof GgufValue.Elements list) {
      for (GgufValue element : list.elements()) {
        value(element);
      }
    } else if (sequence instanceof GgufValue.Unread left) {
      byte[] bytes = new byte[COPY_BYTES];
      long done = 0;
      while (done < left.length()) {
        int count = (int) Math.min(bytes.length, left.length() - done);
        unread.read(left.position() + done, bytes, 0, count);
        out.write(bytes, 0, count);
        done += count;
      }
    }
  }

  private void text(byte[] bytes) throws IOException {
    int64(bytes.length);
    out.write(bytes);
  }

  private void int32(int value) throws IOException {
    whole(value, 4);
  }

  private void int64(long value) throws IOException {
    whole(value, 8);
  }

  private void whole(long bits, int count) throws IOException {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (bits >>> (8 * i));
    }
    out.write(bytes);
  }
}
