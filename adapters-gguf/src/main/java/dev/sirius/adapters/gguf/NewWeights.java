package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.Layout;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.header.HeaderRenderer;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.size.ByteSize;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A GGUF file being written: beside its place, under a name that every writer of the same target
 * uses and locks. What a killed writer left there is found unlocked, and written over.
 */
final class NewWeights implements WeightsWriter {

  private static final int HEADER_BUFFER = 1 << 16;

  private final Path target;
  private final Path aside;
  private final boolean replace;
  private final FileChannel channel;
  private final List<TensorInfo> tensors;
  private final long alignment;
  private final long fileLength;
  private final MessageDigest hash = newHash();
  private long written;
  private int tensor;
  private long tensorLeft;
  private boolean committed;

  private NewWeights(Path target, Path aside, WritePlan plan, FileChannel channel) {
    this.target = target;
    this.aside = aside;
    this.replace = plan.replace();
    this.channel = channel;
    GgufHeader header = HeaderRenderer.header(plan.metadata(), plan.tensors());
    this.tensors = header.tensors();
    this.alignment = header.alignment();
    this.fileLength = header.fileLength();
  }

  static NewWeights begin(Path path, WritePlan plan) {
    Path target = path.toAbsolutePath().normalize();
    Path directory = target.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new WeightsException(
          Kind.NOT_FOUND,
          "there is no directory " + directory + " to write " + path + " to; make it first");
    }
    if (Files.isDirectory(target)) {
      throw new WeightsException(
          Kind.NO_REGULAR_FILE, target + " is a directory; name a file in it");
    }
    requireFree(target, plan.replace());
    Path aside = target.resolveSibling("." + target.getFileName() + ".sirius-unfinished");
    FileChannel channel = locked(target, aside);
    NewWeights writer = null;
    try {
      channel.truncate(0);
      writer = new NewWeights(target, aside, plan, channel);
      writer.requireSpace(directory);
      writer.writeHeader(plan);
      writer.nextTensor();
      NewWeights begun = writer;
      writer = null;
      return begun;
    } catch (IOException e) {
      throw Failure.of("write", target, e);
    } finally {
      if (writer != null) {
        writer.close();
      }
    }
  }

  private static void requireFree(Path target, boolean replace) {
    if (!replace && Files.exists(target)) {
      throw new WeightsException(
          Kind.EXISTS, target + " exists already; name another file, or --force to replace it");
    }
  }

  /** Opens and locks the file aside, and makes sure that it was not renamed in between. */
  private static FileChannel locked(Path target, Path aside) {
    try {
      FileChannel channel =
          FileChannel.open(
              aside, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean ours = false;
      try {
        ours = channel.tryLock() != null && Files.exists(aside);
      } catch (OverlappingFileLockException e) {
        throw busy(target);
      } finally {
        if (!ours) {
          channel.close();
        }
      }
      if (!ours) {
        throw busy(target);
      }
      return channel;
    } catch (IOException e) {
      throw Failure.of("write", target, e);
    }
  }

  private static WeightsException busy(Path target) {
    return new WeightsException(
        Kind.BUSY, "another sirius is writing " + target + "; wait until it is done");
  }

  private void requireSpace(Path directory) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < fileLength) {
      throw new WeightsException(
          Kind.NO_SPACE,
          target
              + " will take "
              + new ByteSize(fileLength)
              + ", and "
              + new ByteSize(Math.max(0, free))
              + " are free; make room, or write elsewhere");
    }
  }

  private void writeHeader(WritePlan plan) throws IOException {
    GgufHeader header = HeaderRenderer.header(plan.metadata(), plan.tensors());
    HeaderRenderer.UnreadBytes unread =
        (position, into, offset, count) ->
            plan.source()
                .orElseThrow(() -> new IllegalArgumentException("unread metadata without a source"))
                .readMetadata(position, into, offset, count);
    try (OutputStream out =
        new BufferedOutputStream(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                append(new byte[] {(byte) value}, 0, 1);
              }

              @Override
              public void write(byte[] data, int offset, int count) throws IOException {
                append(data, offset, count);
              }
            },
            HEADER_BUFFER)) {
      HeaderRenderer.render(header, unread, out);
    }
  }

  private void append(byte[] data, int offset, int count) throws IOException {
    hash.update(data, offset, count);
    ByteBuffer buffer = ByteBuffer.wrap(data, offset, count);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    written += count;
  }

  /** Goes on to the next tensor that has data. */
  private void nextTensor() {
    while (tensor < tensors.size() && tensorLeft == 0) {
      tensorLeft = tensors.get(tensor).bytes();
      if (tensorLeft == 0) {
        tensor++;
      }
    }
  }

  @Override
  public void write(byte[] data, int offset, int count) {
    if (count > tensorLeft) {
      throw new IllegalArgumentException(
          count + " bytes where tensor " + tensor + " lacks " + tensorLeft);
    }
    try {
      append(data, offset, count);
      tensorLeft -= count;
      if (tensorLeft == 0) {
        int padding = (int) (Layout.padded(written, alignment) - written);
        append(new byte[padding], 0, padding);
        tensor++;
        nextTensor();
      }
    } catch (IOException e) {
      throw Failure.of("write", target, e);
    }
  }

  @Override
  public WrittenFile commit() {
    if (tensor < tensors.size()) {
      throw new IllegalStateException(
          "data of tensor '" + tensors.get(tensor).name() + "' are missing");
    }
    if (written != fileLength) {
      throw new IllegalStateException(written + " bytes written where " + fileLength + " were due");
    }
    try {
      channel.force(true);
      requireFree(target, replace);
      Files.move(
          aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      committed = true;
      channel.close();
      forceDirectory();
      return new WrittenFile(target, written, HexFormat.of().formatHex(hash.digest()));
    } catch (IOException e) {
      throw Failure.of("write", target, e);
    }
  }

  private void forceDirectory() throws IOException {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    Path directory = target.getParent();
    if (!windows && directory != null) {
      try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      Files.deleteIfExists(aside);
      channel.close();
    } catch (IOException e) {
      throw Failure.of("remove", aside, e);
    }
  }

  private static MessageDigest newHash() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
