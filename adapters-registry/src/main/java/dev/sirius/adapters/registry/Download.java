package dev.sirius.adapters.registry;

import dev.sirius.core.model.Progress;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
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
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One download: pieces of the file in parallel, written where they belong in a file beside the
 * target. Which pieces are there is kept in a second file, so that a later try goes on where this
 * one ended, however it ended.
 */
final class Download {

  private static final int BUFFER = 1 << 16;
  private static final long LARGEST_LEDGER = 1 << 20;

  /** Bytes after which a broken connection counts as one that brings the download on. */
  private static final int WORTH = 1 << 16;

  /** The longest wait for the workers of a download that failed, in seconds. */
  private static final int TO_STOP = 10;

  /**
   * How a download is divided.
   *
   * @param bytes length of a piece
   * @param atOnce pieces that are fetched at once
   */
  record Pieces(int bytes, int atOnce) {
    /** Pieces of 8 MiB, 4 at once. */
    static final Pieces DEFAULT = new Pieces(8 << 20, 4);

    Pieces {
      if (bytes < 1 || atOnce < 1 || atOnce > 64) {
        throw new IllegalArgumentException(
            "pieces of "
                + bytes
                + " bytes, "
                + atOnce
                + " at once; 1 or more bytes, 1 to 64 at once are allowed");
      }
    }
  }

  private final Transport transport;
  private final Pieces division;
  private final PublishedFile file;
  private final Path target;
  private final Path partial;
  private final Path ledger;
  private final Consumer<Progress> progress;
  private final AtomicLong done = new AtomicLong();
  private long length;
  private String etag = "";

  Download(
      Transport transport,
      Pieces division,
      PublishedFile file,
      Path target,
      Consumer<Progress> progress) {
    this.transport = transport;
    this.division = division;
    this.file = file;
    this.target = target.toAbsolutePath().normalize();
    this.partial = this.target.resolveSibling(this.target.getFileName() + ".partial");
    this.ledger = this.target.resolveSibling(this.target.getFileName() + ".pieces");
    this.progress = progress;
  }

  void run() {
    try {
      Files.createDirectories(target.getParent());
      try (FileChannel channel =
              FileChannel.open(
                  partial,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
          FileLock lock = locked(channel)) {
        run(channel, lock);
      }
      Files.deleteIfExists(ledger);
    } catch (IOException e) {
      throw local("write " + partial, e);
    }
  }

  private void run(FileChannel channel, FileLock lock) throws IOException {
    measure();
    BitSet pieces = readLedger(channel);
    requireSpace(pieces);
    fetch(channel, pieces);
    channel.truncate(length);
    channel.force(true);
    verify(channel);
    if (!lock.isValid()) {
      throw new RegistryException(Kind.LOCAL_FILE, "the lock of " + partial + " was lost");
    }
    Files.move(
        partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
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
   * Finds the file's length: as told before, else as the answer to a question for its first byte
   * says, which tells the file's version, too.
   */
  private void measure() {
    if (file.size().isPresent() && file.digest().isPresent()) {
      length = file.size().get().bytes();
      return;
    }
    Answer answer = transport.get(file.address(), Map.of("Range", "bytes=0-0"));
    try (answer) {
      if (answer.status() == 206) {
        length = ContentRange.parse(answer).total().orElseThrow(this::noLength);
      } else if (answer.status() == 200) {
        length = answer.headers().firstValueAsLong("content-length").orElseThrow(this::noLength);
      } else if (answer.status() == 416) {
        length = 0;
      } else {
        throw SmallBody.refusal(answer, file.label());
      }
      etag = answer.header("etag");
      requireLength(answer, length);
    } catch (IOException e) {
      throw Transport.failure(file.address(), e);
    }
  }

  private void requireLength(Answer answer, long total) {
    ContentRange.requireLength(
        file,
        answer.address(),
        file.size().isPresent() ? OptionalLong.of(file.size().get().bytes()) : OptionalLong.empty(),
        total);
  }

  private RegistryException noLength() {
    return new RegistryException(
        Kind.BROKEN_ANSWER,
        Transport.shown(file.address()) + " does not tell how long the file is");
  }

  private void requireSpace(BitSet pieces) throws IOException {
    long missing = length - bytesOf(pieces);
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

  private long bytesOf(BitSet pieces) {
    return pieces.stream().mapToLong(piece -> end(piece) - first(piece)).sum();
  }

  private long first(int piece) {
    return (long) piece * division.bytes();
  }

  private long end(int piece) {
    return Math.min(length, first(piece) + division.bytes());
  }

  private int count() {
    try {
      return Math.toIntExact((length + division.bytes() - 1) / division.bytes());
    } catch (ArithmeticException e) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER, file.label() + " has " + length + " bytes, which cannot be", e);
    }
  }

  private void fetch(FileChannel channel, BitSet pieces) throws IOException {
    done.set(bytesOf(pieces));
    tell();
    BitSet missing = new BitSet();
    missing.set(0, count());
    missing.andNot(pieces);
    ExecutorService workers = Executors.newFixedThreadPool(division.atOnce(), Download::daemon);
    CompletionService<Void> running = new ExecutorCompletionService<>(workers);
    try {
      missing.stream()
          .forEach(
              piece ->
                  running.submit(
                      () -> {
                        fetchPiece(channel, piece, pieces);
                        return null;
                      }));
      for (int i = 0; i < missing.cardinality(); i++) {
        running.take().get();
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
      stop(workers);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "download");
    thread.setDaemon(true);
    return thread;
  }

  private static void stop(ExecutorService workers) {
    workers.shutdownNow();
    try {
      if (!workers.awaitTermination(TO_STOP, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a worker of a download does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Fetches a piece; after a break it goes on where the piece ended. */
  private void fetchPiece(FileChannel channel, int piece, BitSet pieces) throws IOException {
    long position = first(piece);
    int attempt = 1;
    while (position < end(piece)) {
      Piece got = copy(channel, piece, position);
      position += got.bytes();
      if (got.broken().isPresent()) {
        attempt = got.bytes() >= WORTH ? 1 : attempt + 1;
        if (attempt > transport.patience().tries()) {
          throw got.broken().get();
        }
        transport.restAfter(attempt - 1);
      }
    }
    channel.force(false);
    synchronized (pieces) {
      pieces.set(piece);
      writeLedger(pieces);
    }
  }

  /**
   * What came of a piece.
   *
   * @param bytes how many bytes came
   * @param broken why no more came
   */
  private record Piece(long bytes, Optional<RegistryException> broken) {}

  private Piece copy(FileChannel channel, int piece, long first) throws IOException {
    long end = end(piece);
    Answer answer =
        transport.getLong(file.address(), Map.of("Range", "bytes=" + first + "-" + (end - 1)));
    long position = first;
    try (answer) {
      accept(answer, first, end);
      byte[] buffer = new byte[BUFFER];
      while (position < end) {
        int read;
        try {
          read = answer.body().read(buffer, 0, (int) Math.min(BUFFER, end - position));
        } catch (IOException e) {
          return new Piece(position - first, Optional.of(Transport.failure(file.address(), e)));
        }
        if (read < 0) {
          return new Piece(position - first, Optional.of(endedEarly(answer, position, end)));
        }
        write(channel, buffer, read, position);
        position += read;
        done.addAndGet(read);
        tell();
      }
    }
    return new Piece(position - first, Optional.empty());
  }

  private RegistryException endedEarly(Answer answer, long position, long end) {
    return new RegistryException(
        Kind.BROKEN_ANSWER,
        Transport.shown(answer.address())
            + " ended "
            + (end - position)
            + " bytes too early; the same command goes on with "
            + file.label());
  }

  private void accept(Answer answer, long first, long end) {
    boolean whole = answer.status() == 200 && first == 0 && end == length;
    if (answer.status() != 206 && answer.status() != 200) {
      throw SmallBody.refusal(answer, file.label());
    }
    Checks.requirePlain(answer);
    if (answer.status() == 206) {
      ContentRange range = ContentRange.parse(answer);
      ContentRange.requireLength(
          file, answer.address(), OptionalLong.of(length), range.total().orElse(length));
      range.require(answer.address(), first);
    } else if (!whole) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          Transport.shown(answer.address())
              + " sends whole files only, so "
              + file.label()
              + " cannot be fetched in pieces; download it by other means, and name the file");
    }
    if (file.digest().isEmpty() && !answer.header("etag").equals(etag)) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER, file.label() + " changed while it was downloaded; try again");
    }
  }

  private void tell() {
    progress.accept(Progress.of("downloading " + file.label(), done.get(), length));
  }

  private static void write(FileChannel channel, byte[] buffer, int count, long position)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  private void verify(FileChannel channel) throws IOException {
    if (file.digest().isEmpty()) {
      return;
    }
    MessageDigest hash = Sha256.start();
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
  private BitSet readLedger(FileChannel channel) throws IOException {
    if (!Files.isRegularFile(ledger) || Files.size(ledger) > LARGEST_LEDGER) {
      return new BitSet();
    }
    List<String> lines = List.of(Files.readString(ledger, StandardCharsets.ISO_8859_1).split("\n"));
    if (lines.size() != 2 || !lines.get(0).equals(identity())) {
      return new BitSet();
    }
    BitSet pieces;
    try {
      pieces = BitSet.valueOf(HexFormat.of().parseHex(lines.get(1)));
    } catch (IllegalArgumentException e) {
      return new BitSet();
    }
    pieces.clear(count(), Math.max(count(), pieces.length()));
    long there = channel.size();
    pieces.stream().filter(piece -> end(piece) > there).boxed().toList().forEach(pieces::clear);
    return pieces;
  }

  private void writeLedger(BitSet pieces) throws IOException {
    Path aside = ledger.resolveSibling(ledger.getFileName() + ".new");
    String text = identity() + "\n" + HexFormat.of().formatHex(pieces.toByteArray()) + "\n";
    Files.writeString(aside, text, StandardCharsets.ISO_8859_1);
    Files.move(aside, ledger, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private String identity() {
    String version = file.digest().orElse(file.address() + " " + etag);
    return length
        + " "
        + division.bytes()
        + " "
        + Sha256.of(version.getBytes(StandardCharsets.UTF_8));
  }

  private RegistryException local(String what, IOException e) {
    return new RegistryException(
        Kind.LOCAL_FILE,
        "cannot " + what + ": " + e.getMessage() + "; check the disk and the folder",
        e);
  }
}
