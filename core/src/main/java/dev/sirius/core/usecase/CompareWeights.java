package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.compare.Comparison;
import dev.sirius.core.compare.WeightComparer;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.quantization.block.BlockCodecs;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Says how far the weights of a file are from those of another. */
public final class CompareWeights {

  private final WeightsFiles files;
  private final WeightComparer comparer;

  /**
   * @param files the files of this machine
   * @param codecs how blocks are read
   */
  public CompareWeights(WeightsFiles files, BlockCodecs codecs) {
    this.files = requireNonNull(files, "files");
    this.comparer = new WeightComparer(codecs);
  }

  /**
   * Compares two files.
   *
   * @param first the file that counts as true
   * @param second the file whose error is wanted
   * @param progress is told the name of each tensor before it is compared
   */
  public Comparison compare(Path first, Path second, Consumer<String> progress) {
    try (WeightsReader one = files.open(first);
        WeightsReader other = files.open(second)) {
      return comparer.compare(one, other, progress);
    }
  }
}
