package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.Layout;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.header.HeaderRenderer;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.size.ByteSize;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** A file that is being written beside its place. */
final class NewFile implements WeightsWriter {

  private static final int HEADER_BUFFER_BYTES = 1 << 16;

  private final Path target;
  private final PartFile part;
  private final MessageDigest digest = sha256();
  private final List<TensorInfo> tensors;
  private final long alignment;
  private final boolean replace;

  private int tensor;
  private long missing;
  private long written;
  private boolean committed;

  private NewFile(Path target, PartFile part, GgufHeader header, boolean replace) {
    this.target = target;
    this.part = part;
    this.tensors = header.tensors();
    this.alignment = header.alignment();
    this.replace = replace;
  }

  static NewFile begin(Path target, WritePlan plan, PartFiles parts) {
    GgufHeader header = HeaderRenderer.header(plan.metadata(), plan.tensors());
    requirePlace(target, plan);
    PartFile part = parts.open(target);
    boolean begun = false;
    try {
      requireSpace(target, header.fileLength());
      NewFile file = new NewFile(target, part, header, plan.replace());
      file.writeHeader(header, plan);
      file.enter(0);
      begun = true;
      return file;
    } catch (IOException e) {
      throw Failures.writing(target, e);
    } finally {
      if (!begun) {
        part.discard();
      }
    }
  }

  private static void requirePlace(Path target, WritePlan plan) {
    try {
      if (!Files.exists(target)) {
        return;
      }
      for (Path source : plan.source().map(WeightsReader::files).orElse(List.of())) {
        if (Files.isSameFile(source, target)) {
          throw new WeightsException(
              Kind.EXISTS, target + " is what is read from; choose another output");
        }
      }
      if (!Files.isRegularFile(target)) {
        throw new WeightsException(
            Kind.NO_REGULAR_FILE, target + " is no regular file; choose another output");
      }
      if (!plan.replace()) {
        throw exists(target);
      }
    } catch (IOException e) {
      throw Failures.writing(target, e);
    }
  }

  private static WeightsException exists(Path target) {
    return new WeightsException(
        Kind.EXISTS, target + " is there already; remove it, or choose another output");
  }

  private static void requireSpace(Path target, long bytes) throws IOException {
    Path directory = Objects.requireNonNullElse(target.toAbsolutePath().getParent(), target);
    long usable = Files.getFileStore(directory).getUsableSpace();
    if (usable < bytes) {
      throw new WeightsException(
          Kind.NO_SPACE,
          target
              + " takes "
              + new ByteSize(bytes)
              + ", but only "
              + new ByteSize(Math.max(0, usable))
              + " are free there; free some space, or choose another place");
    }
  }

  private void writeHeader(GgufHeader header, WritePlan plan) throws IOException {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
          }

          @Override
          public void write(byte[] data, int offset, int count) throws IOException {
            append(data, offset, count);
          }
        };
    BufferedOutputStream buffered = new BufferedOutputStream(out, HEADER_BUFFER_BYTES);
    HeaderRenderer.render(
        header,
        (position, into, offset, count) ->
            plan.source()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "an array was left unread, and no source is given to copy it from"))
                .readMetadata(position, into, offset, count),
        buffered);
    buffered.flush();
  }

  @Override
  public void write(byte[] data, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, data.length);
    if (count > missing) {
      throw new IllegalArgumentException(
          count
              + " bytes, but "
              + (tensor < tensors.size()
                  ? "tensor '" + tensors.get(tensor).name() + "' lacks only " + missing
                  : "all tensors are complete"));
    }
    try {
      append(data, offset, count);
      missing -= count;
      if (missing == 0 && tensor < tensors.size()) {
        pad();
        enter(tensor + 1);
      }
    } catch (IOException e) {
      throw Failures.writing(target, e);
    }
  }

  /** Goes to a tensor of the table, past those without elements. */
  private void enter(int next) {
    tensor = next;
    while (tensor < tensors.size() && tensors.get(tensor).bytes() == 0) {
      tensor++;
    }
    missing = tensor < tensors.size() ? tensors.get(tensor).bytes() : 0;
  }

  private void pad() throws IOException {
    int zeros = (int) (Layout.padded(written, alignment) - written);
    append(new byte[zeros], 0, zeros);
  }

  private void append(byte[] data, int offset, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(data, offset, count);
    while (buffer.hasRemaining()) {
      part.write(buffer);
    }
    digest.update(data, offset, count);
    written += count;
  }

  @Override
  public WrittenFile commit() {
    if (committed) {
      throw new IllegalStateException(target + " is in its place already");
    }
    if (tensor < tensors.size()) {
      throw new IllegalStateException(
          "tensor '" + tensors.get(tensor).name() + "' lacks " + missing + " bytes");
    }
    if (!replace && Files.exists(target)) {
      throw exists(target);
    }
    try {
      part.moveTo(target);
    } catch (IOException e) {
      throw Failures.writing(target, e);
    }
    committed = true;
    return new WrittenFile(target, written, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public void close() {
    if (!committed) {
      part.discard();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }
}
