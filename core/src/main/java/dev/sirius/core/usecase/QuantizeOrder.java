package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.convert.ConversionSettings;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An order for a file of weights at a quantization type.
 *
 * @param source the file, or one part of a split one
 * @param target where the new file is to be
 * @param type the type
 * @param importances the file of an importance matrix that the weights are quantized by
 * @param options what is asked beside the type
 * @param settings how it is done
 * @param replace whether a file that is at the target may be replaced
 * @param notes key-values that the new file has beside those of the source, such as where it is
 *     from
 */
public record QuantizeOrder(
    Path source,
    Path target,
    QuantizationType type,
    Optional<Path> importances,
    QuantizationOptions options,
    ConversionSettings settings,
    boolean replace,
    Map<String, GgufValue> notes) {

  /** An order without notes. */
  public QuantizeOrder(
      Path source,
      Path target,
      QuantizationType type,
      Optional<Path> importances,
      QuantizationOptions options,
      ConversionSettings settings,
      boolean replace) {
    this(source, target, type, importances, options, settings, replace, Map.of());
  }

  public QuantizeOrder {
    requireNonNull(source, "source");
    requireNonNull(target, "target");
    requireNonNull(type, "type");
    requireNonNull(importances, "importances");
    requireNonNull(options, "options");
    requireNonNull(settings, "settings");
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    if (source.toAbsolutePath().normalize().equals(target.toAbsolutePath().normalize())) {
      throw new IllegalArgumentException(
          "the output is the input, " + target + "; name another file");
    }
  }
}
