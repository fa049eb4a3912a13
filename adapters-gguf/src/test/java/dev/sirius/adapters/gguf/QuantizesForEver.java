package dev.sirius.adapters.gguf;

import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.convert.ConversionSettings;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.usecase.QuantizeOrder;
import dev.sirius.core.usecase.QuantizeWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process that makes the same file again and again, and prints a line for each piece of it. */
final class QuantizesForEver {

  /** The types that it makes, in turn. */
  static final List<QuantizationType> TYPES = List.of(QuantizationType.Q8_0, QuantizationType.Q4_0);

  private QuantizesForEver() {}

  /** The order for a file of a type. */
  static QuantizeOrder order(Path source, Path target, QuantizationType type) {
    return new QuantizeOrder(
        source,
        target,
        type,
        Optional.empty(),
        QuantizationOptions.DEFAULT,
        new ConversionSettings(2, false),
        true);
  }

  /**
   * Makes the file until it is killed.
   *
   * @param arguments the source and the target
   */
  public static void main(String[] arguments) {
    GgufFiles files = new GgufFiles();
    QuantizeWeights quantize = new QuantizeWeights(files, files, BlockCodecs.scalar());
    for (int i = 0; ; i++) {
      QuantizeOrder order =
          order(Path.of(arguments[0]), Path.of(arguments[1]), TYPES.get(i % TYPES.size()));
      quantize.carryOut(order, step -> System.out.println(step.tensor()));
    }
  }
}
