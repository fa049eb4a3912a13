package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.port.ByteFiles;
import dev.sirius.core.gguf.port.WeightsException;
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
import dev.sirius.core.quantization.convert.TensorSink;
import dev.sirius.core.quantization.importance.ImportanceException;
import dev.sirius.core.quantization.importance.ImportanceMatrix;
import dev.sirius.core.quantization.importance.ImportanceParser;
import dev.sirius.core.quantization.rules.QuantizedFile;
import dev.sirius.core.quantization.rules.TensorChoice;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes a file of weights at a quantization type from another one. */
public final class QuantizeWeights {

  private final WeightsFiles files;
  private final ByteFiles importanceFiles;
  private final BlockCodecs codecs;

  /**
   * @param files the files of this machine
   * @param importanceFiles where importance matrices are read
   * @param codecs how blocks are read and written
   */
  public QuantizeWeights(WeightsFiles files, ByteFiles importanceFiles, BlockCodecs codecs) {
    this.files = requireNonNull(files, "files");
    this.importanceFiles = requireNonNull(importanceFiles, "importanceFiles");
    this.codecs = requireNonNull(codecs, "codecs");
  }

  /**
   * What the file will be; reads only the source's header and the importance matrix.
   *
   * @throws ConversionException when the source is quantized already and the type holds more, or
   *     when the type needs importances that are not there, or those given are another model's
   * @throws ImportanceException when the importance matrix cannot be read
   */
  public QuantizePlan plan(QuantizeOrder order) {
    try (WeightsReader source = files.open(order.source())) {
      return plan(source, importances(order), order);
    }
  }

  private ImportanceMatrix importances(QuantizeOrder order) {
    return order.importances().map(this::importances).orElse(ImportanceMatrix.NONE);
  }

  private ImportanceMatrix importances(Path file) {
    try {
      return importanceFiles.read(file, ImportanceParser::parse);
    } catch (WeightsException | GgufException e) {
      throw new ImportanceException("the importance matrix cannot be read: " + e.getMessage(), e);
    }
  }

  private static QuantizePlan plan(
      WeightsReader source, ImportanceMatrix importances, QuantizeOrder order) {
    ModelFacts facts = source.facts();
    QuantizedFile file =
        QuantizedFile.of(
                facts, order.type(), order.options().withImportanceMatrix(!importances.isEmpty()))
            .withMetadata(
                order
                    .importances()
                    .map(path -> importances.notes(path.toString()))
                    .orElse(Map.of()))
            .withMetadata(order.notes());
    order.importances().ifPresent(path -> requireSameModel(path, importances, order, facts));
    requireImportances(file, importances);
    QuantizePlan plan = new QuantizePlan(file, facts.tensorBytes(), quantized(facts));
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

  /** A matrix that knows no tensor of the source would change nothing, and nobody would notice. */
  private static void requireSameModel(
      Path path, ImportanceMatrix importances, QuantizeOrder order, ModelFacts facts) {
    if (facts.tensors().stream().noneMatch(tensor -> importances.knows(tensor.name()))) {
      throw new ConversionException(
          "the importance matrix "
              + path
              + " knows none of the tensors of "
              + order.source()
              + "; it was measured on another model, take one of this model");
    }
  }

  private static void requireImportances(QuantizedFile file, ImportanceMatrix importances) {
    for (TensorChoice choice : file.choices()) {
      if (choice.isKept()) {
        continue;
      }
      boolean there;
      try {
        there = importances.of(choice.source()).isPresent();
      } catch (IllegalArgumentException e) {
        throw new ConversionException(String.valueOf(e.getMessage()), e);
      }
      if (choice.needsImportanceMatrix() && !there) {
        throw new ConversionException(
            "tensor '"
                + choice.source().name()
                + "' cannot become "
                + choice.target().type().label()
                + " without its importances; give an importance matrix, or choose another type");
      }
    }
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
      ImportanceMatrix importances = importances(order);
      QuantizePlan plan = plan(source, importances, order);
      QuantizedFile file = plan.file();
      WritePlan write =
          new WritePlan(file.metadata(), file.tensors(), Optional.of(source), order.replace());
      try (WeightsWriter target = files.create(order.target(), write)) {
        new TensorConverter(codecs.with(order.settings().search()), order.settings())
            .convert(source, file.choices(), importances, target::write, progress);
        return target.commit();
      }
    }
  }

  /**
   * Quantizes into something else than a file, such as what compares; the order's target is not
   * touched.
   *
   * @param target makes what receives the tensors' data, in the order of the file
   * @param progress is told after each piece
   */
  public void carryOut(
      QuantizeOrder order,
      Function<QuantizedFile, TensorSink> target,
      Consumer<ConversionProgress> progress) {
    try (WeightsReader source = files.open(order.source())) {
      ImportanceMatrix importances = importances(order);
      QuantizedFile file = plan(source, importances, order).file();
      new TensorConverter(codecs.with(order.settings().search()), order.settings())
          .convert(source, file.choices(), importances, target.apply(file), progress);
    }
  }
}
