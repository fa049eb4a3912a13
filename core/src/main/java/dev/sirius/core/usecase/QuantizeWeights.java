package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.convert.ConversionException;
import dev.sirius.core.quantization.convert.ConversionProgress;
import dev.sirius.core.quantization.convert.TensorConverter;
import dev.sirius.core.quantization.rules.QuantizedFile;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a file of weights at a quantization type from another one. */
public final class QuantizeWeights {

  private final WeightsFiles files;
  private final BlockCodecs codecs;

  /**
   * @param files the files of this machine
   * @param codecs how blocks are read and written
   */
  public QuantizeWeights(WeightsFiles files, BlockCodecs codecs) {
    this.files = requireNonNull(files, "files");
    this.codecs = requireNonNull(codecs, "codecs");
  }

  /**
   * What the file will be; reads only the source's header.
   *
   * @throws ConversionException when the source is quantized already and the type holds more
   */
  public QuantizePlan plan(QuantizeOrder order) {
    try (WeightsReader source = files.open(order.source())) {
      return plan(source, order);
    }
  }

  private static QuantizePlan plan(WeightsReader source, QuantizeOrder order) {
    ModelFacts facts = source.facts();
    QuantizePlan plan =
        new QuantizePlan(
            QuantizedFile.of(facts, order.type(), order.options()),
            facts.tensorBytes(),
            quantized(facts));
    plan.sourceType()
        .filter(type -> !order.type().isAtOrBelow(type))
        .ifPresent(
            type -> {
              throw new ConversionException(
                  order.source()
                      + " is "
                      + type.label()
                      + " already, and "
                      + order.type().label()
                      + " holds more: what was lost does not come back; take "
                      + type.label()
                      + " or less, or a 16-bit source");
            });
    return plan;
  }

  /** The type of a source that is quantized already; empty for numbers of 16 or 32 bits. */
  private static Optional<QuantizationType> quantized(ModelFacts facts) {
    boolean unquantized =
        facts.tensors().stream().allMatch(tensor -> tensor.type().blockElements() == 1);
    return unquantized ? Optional.empty() : facts.fileType().filter(type -> !type.isUnquantized());
  }

  /**
   * Makes the file. It appears whole at its place, or not at all.
   *
   * @param progress is told after each piece
   */
  public WrittenFile carryOut(QuantizeOrder order, Consumer<ConversionProgress> progress) {
    try (WeightsReader source = files.open(order.source())) {
      QuantizePlan plan = plan(source, order);
      QuantizedFile file = plan.file();
      WritePlan write =
          new WritePlan(file.metadata(), file.tensors(), Optional.of(source), order.replace());
      try (WeightsWriter target = files.create(order.target(), write)) {
        new TensorConverter(codecs, order.settings())
            .convert(source, file.choices(), target, progress);
        return target.commit();
      }
    }
  }
}
