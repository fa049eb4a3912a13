package dev.sirius.adapters.registry;

import dev.sirius.core.model.Progress;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One download: pieces of the file in parallel, written where they belong in a file beside the
 * target. Which pieces are there is kept in a second file, so that a later try goes on where this
 * one ended, however it ended.
 */
final class Download {

  private static final long PIECE = 8L << 20;
  private static final int BUFFER = 1 << 16;
  private static final int AT_ONCE = 4;

  private final Transport transport;
  private final Patience patience;
  private final PublishedFile file;
  private final Path target;
  private final Path partial;
  private final Path ledger;
  private final Consumer<Progress> progress;
  private final AtomicLong done = new AtomicLong();

  Download(
      Transport transport,
      Patience patience,
      PublishedFile file,
      Path target,
      Consumer<Progress> progress) {
    this.transport = transport;
    this.patience = patience;
    this.file = file;
    this.target = target.toAbsolutePath().normalize();
    this.partial = this.target.resolveSibling(this.target.getFileName() + ".partial");
    this.ledger = this.target.resolveSibling(this.target.getFileName() + ".pieces");
    this.progress = progress;
  }

  void run() {
    long length = length();
    try {
      Files.createDirectories(target.getParent());
      try (FileChannel channel =
              FileChannel.open(
                  partial,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
          FileLock lock = locked(channel)) {
        if (!lock.isValid()) {
          throw new RegistryException(Kind.LOCAL_FILE, "the lock of " + partial + " was lost");
        }
        BitSet pieces = readLedger(length);
        requireSpace(length, pieces);
        fetch(channel, length, pieces);
        channel.truncate(length);
        channel.force(true);
        verify(channel, length);
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(ledger);
      try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw local("write " + partial, e);
    }
  }

  private FileLock locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      throw new RegistryException(Kind.LOCAL_FILE, busy(), e);
    }
    throw new RegistryException(Kind.LOCAL_FILE, busy());
  }

  private String busy() {
    return file.label() + " is being downloaded to " + target + " by another sirius; wait for it";
  }

  /**
   * The file's length: as told before, else as the answer to a question for its first byte says.
   */
  private long length() {
    if (file.size().isPresent()) {
      return file.size().get().bytes();
    }
    Answer answer = transport.get(file.address(), Map.of("Range", "bytes=0-0"));
    try (answer) {
      if (answer.status() == 206) {
        return ContentRange.parse(answer).total().orElseThrow(this::noLength);
      }
      if (answer.status() == 200) {
        return answer.headers().firstValueAsLong("content-length").orElseThrow(this::noLength);
      }
      throw SmallBody.refusal(answer, file.label());
    } catch (IOException e) {
      throw Transport.failure(file.address(), e);
    }
  }

  private RegistryException noLength() {
    return new RegistryException(
        Kind.BROKEN_ANSWER,
        Transport.shown(file.address()) + " does not tell how long the file is");
  }

  private void requireSpace(long length, BitSet pieces) throws IOException {
    long missing = length - Math.min(length, pieces.cardinality() * PIECE);
    long free = Files.getFileStore(target.getParent()).getUsableSpace();
    if (missing > free) {
      throw new RegistryException(
          Kind.LOCAL_FILE,
          file.label()
              + " needs "
              + new ByteSize(missing)
              + " more in "
              + target.getParent()
              + ", and "
              + new ByteSize(free)
              + " are free; make room, or choose a smaller quantization");
    }
  }

  private void fetch(FileChannel channel, long length, BitSet pieces) throws IOException {
    int count = Math.toIntExact((length + PIECE - 1) / PIECE);
    done.set(Math.min(length, pieces.cardinality() * PIECE));
    progress.accept(Progress.of("downloading " + file.label(), done.get(), length));
    ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int piece = i;
        if (!pieces.get(piece)) {
          running.add(workers.submit(() -> fetchPiece(channel, length, piece, pieces)));
        }
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException(
          Kind.INTERRUPTED, "interrupted; the same command goes on with " + file.label(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RegistryException failure) {
        throw failure;
      }
      throw new IOException(String.valueOf(e.getMessage()), e);
    } finally {
      workers.shutdownNow();
    }
  }

  private void fetchPiece(FileChannel channel, long length, int piece, BitSet pieces) {
    for (int attempt = 1; ; attempt++) {
      try {
        copyPiece(channel, length, piece);
        synchronized (pieces) {
          channel.force(false);
          pieces.set(piece);
          writeLedger(length, pieces);
        }
        return;
      } catch (IOException e) {
        RegistryException failure = Transport.failure(file.address(), e);
        if (attempt >= patience.tries() || Thread.currentThread().isInterrupted()) {
          throw failure;
        }
      }
    }
  }

  private void copyPiece(FileChannel channel, long length, int piece) throws IOException {
    long first = piece * PIECE;
    long end = Math.min(length, first + PIECE);
    Answer answer =
        transport.get(file.address(), Map.of("Range", "bytes=" + first + "-" + (end - 1)));
    long position = first;
    try (answer) {
      boolean whole = answer.status() == 200 && first == 0 && end == length;
      if (answer.status() == 206) {
        ContentRange.parse(answer).require(answer.address(), first);
      } else if (!whole && answer.status() == 200) {
        throw new RegistryException(
            Kind.BROKEN_ANSWER,
            Transport.shown(answer.address())
                + " sends whole files only, so "
                + file.label()
                + " cannot be fetched in pieces");
      } else if (answer.status() != 200) {
        throw SmallBody.refusal(answer, file.label());
      }
      Checks.requirePlain(answer);
      InputStream in = answer.body();
      byte[] buffer = new byte[BUFFER];
      while (position < end) {
        int read = in.read(buffer, 0, (int) Math.min(BUFFER, end - position));
        if (read < 0) {
          throw new IOException("it ended after " + (position - first) + " bytes of a piece");
        }
        write(channel, buffer, read, position);
        position += read;
        progress.accept(Progress.of("downloading " + file.label(), done.addAndGet(read), length));
      }
    } catch (IOException e) {
      done.addAndGet(first - position);
      throw e;
    }
  }

  private static void write(FileChannel channel, byte[] buffer, int count, long position)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  private void verify(FileChannel channel, long length) throws IOException {
    if (file.digest().isEmpty()) {
      return;
    }
    MessageDigest hash;
    try {
      hash = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    long position = 0;
    while (position < length) {
      buffer.clear();
      int read = channel.read(buffer, position);
      if (read < 0) {
        break;
      }
      buffer.flip();
      hash.update(buffer);
      position += read;
      progress.accept(Progress.of("verifying " + file.label(), position, length));
    }
    String found = HexFormat.of().formatHex(hash.digest());
    if (!found.equals(file.digest().get())) {
      Files.deleteIfExists(ledger);
      Files.deleteIfExists(partial);
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          file.label()
              + " arrived with the digest "
              + found
              + " instead of "
              + file.digest().get()
              + "; it was thrown away, try again");
    }
  }

  /** Which pieces are there; none when the ledger is of another file or length, or is broken. */
  private BitSet readLedger(long length) throws IOException {
    if (!Files.isRegularFile(ledger) || Files.size(ledger) > 1 << 20) {
      return new BitSet();
    }
    List<String> lines = Files.readAllLines(ledger, StandardCharsets.UTF_8);
    boolean same = lines.size() == 2 && lines.get(0).equals(identity(length));
    return same && lines.get(1).matches("([0-9a-f]{2})*")
        ? BitSet.valueOf(HexFormat.of().parseHex(lines.get(1)))
        : new BitSet();
  }

  private void writeLedger(long length, BitSet pieces) throws IOException {
    Path aside = ledger.resolveSibling(ledger.getFileName() + ".new");
    String text = identity(length) + "\n" + HexFormat.of().formatHex(pieces.toByteArray()) + "\n";
    Files.writeString(aside, text, StandardCharsets.UTF_8);
    Files.move(aside, ledger, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private String identity(long length) {
    return length + " " + PIECE + " " + file.digest().orElse(Transport.shown(file.address()));
  }

  private RegistryException local(String what, IOException e) {
    return new RegistryException(
        Kind.LOCAL_FILE,
        "cannot " + what + ": " + e.getMessage() + "; check the disk and the folder",
        e);
  }
}
