package dev.sirius.core.quantization.convert;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.block.BlockDecoder;
import dev.sirius.core.quantization.block.BlockEncoder;
import dev.sirius.core.quantization.importance.ImportanceMatrix;
import dev.sirius.core.quantization.rules.TensorChoice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Converts tensors piece by piece: several threads read and convert, one writes in order. What it
 * holds in memory depends on the number of threads alone, and the bytes on neither.
 */
public final class TensorConverter {

  /**
   * Elements of a piece at most, unless a single row has more: 256 KiB of 16-bit weights, which as
   * floats still fit the cache of a core.
   */
  private static final int MOST_PIECE_ELEMENTS = 1 << 17;

  /** Elements of the pieces of all threads: what is held in memory is about 20 bytes for each. */
  private static final int ALL_PIECES_ELEMENTS = 1 << 23;

  private static final int PIECES_AHEAD = 3;

  private final BlockCodecs codecs;
  private final ConversionSettings settings;

  /**
   * @param codecs how blocks are read and written
   * @param settings threads, and what is let through
   */
  public TensorConverter(BlockCodecs codecs, ConversionSettings settings) {
    this.codecs = requireNonNull(codecs, "codecs");
    this.settings = requireNonNull(settings, "settings");
  }

  /** A run of whole rows of one tensor. */
  private record Piece(
      TensorChoice choice, Optional<float[]> importance, long firstElement, int elements) {

    long sourceBytes() {
      return choice.source().type().bytes(elements);
    }
  }

  /** A piece's bytes as they are to be written. */
  private static final class Converted {
    private final Piece piece;
    private final byte[] bytes;

    Converted(Piece piece, byte[] bytes) {
      this.piece = piece;
      this.bytes = bytes;
    }
  }

  /** What one thread works with, used again for each piece. */
  private static final class Workbench {
    private byte[] read = new byte[0];
    private float[] values = new float[0];

    byte[] read(int length) {
      if (read.length < length) {
        read = new byte[length];
      }
      return read;
    }

    float[] values(int count) {
      if (values.length < count) {
        values = new float[count];
      }
      return values;
    }
  }

  /**
   * Converts tensors and hands their bytes to a writer, whose plan has the same tensors in the same
   * order.
   *
   * @param importances of the tensors' columns
   * @param progress is told after each piece, by the thread that called
   * @throws ConversionException when a type cannot be read or written, or weights are not finite
   */
  public void convert(
      WeightsReader source,
      List<TensorChoice> choices,
      ImportanceMatrix importances,
      TensorSink target,
      Consumer<ConversionProgress> progress) {
    requireCodecs(choices);
    long total = choices.stream().mapToLong(each -> each.source().bytes()).sum();
    long done = 0;
    ThreadLocal<Workbench> benches = ThreadLocal.withInitial(Workbench::new);
    ExecutorService workers = Executors.newFixedThreadPool(settings.threads());
    try {
      Deque<Future<Converted>> ahead = new ArrayDeque<>();
      PieceCutter cutter = new PieceCutter(choices, importances, pieceElements());
      int most = settings.threads() * PIECES_AHEAD;
      while (cutter.hasNext() || !ahead.isEmpty()) {
        while (cutter.hasNext() && ahead.size() < most) {
          Piece piece = cutter.next();
          ahead.add(workers.submit(() -> converted(source, piece, benches.get())));
        }
        Converted converted = ahead.remove().get();
        target.write(converted.bytes, 0, converted.bytes.length);
        done += converted.piece.sourceBytes();
        progress.accept(
            new ConversionProgress(converted.piece.choice.source().name(), done, total));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConversionException("interrupted while weights were converted", e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      workers.shutdownNow();
    }
  }

  private int pieceElements() {
    return Math.min(MOST_PIECE_ELEMENTS, ALL_PIECES_ELEMENTS / settings.threads());
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new ConversionException("converting weights failed: " + e.getCause(), e);
  }

  private void requireCodecs(List<TensorChoice> choices) {
    for (TensorChoice choice : choices) {
      TensorInfo tensor = choice.source();
      if (choice.isKept()) {
        continue;
      }
      if (codecs.decoder(tensor.type()).isEmpty()) {
        throw new ConversionException(
            "tensor '" + tensor.name() + "' is " + tensor.type().label() + ", which is not read");
      }
      if (codecs.encoder(choice.type()).isEmpty()) {
        throw new ConversionException(
            "tensor '"
                + tensor.name()
                + "' would become "
                + choice.type().label()
                + ", which is not made here");
      }
    }
  }

  private Converted converted(WeightsReader source, Piece piece, Workbench bench) {
    TensorChoice choice = piece.choice;
    TensorInfo tensor = choice.source();
    TensorType from = tensor.type();
    int sourceLength = Math.toIntExact(piece.sourceBytes());
    long position = from.bytes(piece.firstElement);
    Optional<BlockDecoder> decoder = codecs.decoder(from);
    if (choice.isKept()) {
      byte[] bytes = new byte[sourceLength];
      source.read(tensor, position, bytes, 0, sourceLength);
      if (decoder.isPresent()) {
        float[] values = bench.values(piece.elements);
        decoder.get().decode(bytes, 0, values, 0, piece.elements);
        requireFinite(tensor, values, piece.elements);
      }
      return new Converted(piece, bytes);
    }
    byte[] read = bench.read(sourceLength);
    source.read(tensor, position, read, 0, sourceLength);
    float[] values = bench.values(piece.elements);
    decoder.orElseThrow().decode(read, 0, values, 0, piece.elements);
    requireFinite(tensor, values, piece.elements);
    BlockEncoder encoder = codecs.encoder(choice.type()).orElseThrow();
    int length = Math.toIntExact(choice.type().bytes(piece.elements));
    byte[] bytes = new byte[length];
    if (piece.importance.isPresent()) {
      encodeRows(encoder, piece, piece.importance.get(), values, bytes);
    } else {
      encoder.encode(values, 0, piece.elements, bytes, 0);
    }
    return new Converted(piece, bytes);
  }

  /** Each expert's rows have importances of their own. */
  private static void encodeRows(
      BlockEncoder encoder, Piece piece, float[] importance, float[] values, byte[] bytes) {
    TensorInfo tensor = piece.choice.source();
    int columns = Math.toIntExact(tensor.rowLength());
    int rowBytes = Math.toIntExact(encoder.type().bytes(columns));
    long firstRow = piece.firstElement / columns;
    for (int row = 0; row < piece.elements / columns; row++) {
      int expert = Math.toIntExact((firstRow + row) / tensor.dimension(1));
      encoder.encodeRow(
          values, row * columns, columns, importance, expert * columns, bytes, row * rowBytes);
    }
  }

  private void requireFinite(TensorInfo tensor, float[] values, int count) {
    if (settings.allowNotFinite()) {
      return;
    }
    if (!areFinite(values, count)) {
      throw new ConversionException(
          "tensor '"
              + tensor.name()
              + "' has weights that are infinite or no numbers; the model is damaged, or --allow-nan"
              + " lets them through");
    }
  }

  /**
   * Zero times a finite number is zero, times any other no number; so is the sum. Four sums, since
   * each addition waits for the one before it in its sum.
   */
  private static boolean areFinite(float[] values, int count) {
    float first = 0;
    float second = 0;
    float third = 0;
    float fourth = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      first += values[i] * 0;
      second += values[i + 1] * 0;
      third += values[i + 2] * 0;
      fourth += values[i + 3] * 0;
    }
    for (; i < count; i++) {
      first += values[i] * 0;
    }
    return first + second + third + fourth == 0;
  }

  /** Cuts tensors into runs of whole rows. */
  private static final class PieceCutter {
    private final List<TensorChoice> choices;
    private final ImportanceMatrix importances;
    private final int pieceElements;
    private Optional<float[]> importance = Optional.empty();
    private int tensor;
    private long element;

    PieceCutter(List<TensorChoice> choices, ImportanceMatrix importances, int pieceElements) {
      this.choices = choices;
      this.importances = importances;
      this.pieceElements = pieceElements;
      skipEmpty();
    }

    boolean hasNext() {
      return tensor < choices.size();
    }

    Piece next() {
      TensorChoice choice = choices.get(tensor);
      TensorInfo source = choice.source();
      long row = source.rowLength();
      long rows = Math.max(1, pieceElements / row);
      int count = Math.toIntExact(Math.min(rows * row, source.elements() - element));
      Piece piece = new Piece(choice, importance, element, count);
      element += count;
      if (element == source.elements()) {
        tensor++;
        element = 0;
        skipEmpty();
      }
      return piece;
    }

    private void skipEmpty() {
      while (tensor < choices.size() && choices.get(tensor).source().elements() == 0) {
        tensor++;
      }
      if (tensor < choices.size()) {
        TensorChoice next = choices.get(tensor);
        importance = next.isKept() ? Optional.empty() : importances.of(next.source());
      }
    }
  }
}
