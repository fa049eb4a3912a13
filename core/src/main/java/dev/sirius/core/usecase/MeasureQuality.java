package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WorkFolders;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.quality.Divergence;
import dev.sirius.core.quality.port.QualityMeter;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Measures on a text how far the answers of weights are from those of the weights they were made
 * from. The first model's expectations are kept in a file meanwhile, which takes 2 bytes for each
 * token of the vocabulary and every second token of the text.
 */
public final class MeasureQuality {

  /** Tokens of a piece, unless the model was trained for fewer. */
  private static final int CONTEXT = 512;

  private static final int MOST_PIECES = 100;

  /** What the expectations may take on disk unless the number of pieces is stated. */
  private static final long MOST_BYTES = 1L << 30;

  private final WeightsFiles files;
  private final WorkFolders folders;
  private final QualityMeter meter;

  /**
   * @param files reads what the models are made of
   * @param folders where the expectations lie for the while
   * @param meter measures
   */
  public MeasureQuality(WeightsFiles files, WorkFolders folders, QualityMeter meter) {
    this.files = requireNonNull(files, "files");
    this.folders = requireNonNull(folders, "folders");
    this.meter = requireNonNull(meter, "meter");
  }

  /**
   * Measures.
   *
   * @param first the file that counts as true
   * @param second the file whose divergence is wanted
   * @param text the text
   * @param pieces how many pieces of it are read; as many as take 1 GiB for the while when it is
   *     not stated, and 100 at most
   * @return how far they are from each other; or why that is not known
   * @throws dev.sirius.core.gguf.port.WeightsException {@code NO_SPACE} when the expectations do
   *     not fit the disk
   */
  public Fact<Divergence> measure(Path first, Path second, Path text, OptionalInt pieces) {
    Fact<String> tool = meter.tool();
    if (!tool.isKnown()) {
      return Fact.unknown(tool.origin());
    }
    int context;
    long bytesOfPiece;
    try (WeightsReader reader = files.open(first)) {
      ModelFacts facts = reader.facts();
      context = (int) Math.min(CONTEXT, Math.max(8, facts.uint("context_length").orElse(CONTEXT)));
      bytesOfPiece = bytesOfPiece(context, ModelShape.of(facts).vocabulary());
    }
    int read = pieces.orElse((int) Math.max(1, Math.min(MOST_PIECES, MOST_BYTES / bytesOfPiece)));
    folders.requireSpace(
        Map.of(folders.directory(), Math.multiplyExact(bytesOfPiece, (long) read)));
    try (WorkFolders.WorkFolder folder = folders.open()) {
      return meter.measure(
          new QualityMeter.Order(first, second, text, context, read), folder.path());
    }
  }

  /** The tokens, and for each of the second half two bytes for each token there is, and 8 more. */
  static long bytesOfPiece(int context, long vocabulary) {
    long half = (long) context - context / 2;
    return Math.addExact(
        4L * context, Math.multiplyExact(half, Math.multiplyExact(2, vocabulary) + 8));
  }
}
