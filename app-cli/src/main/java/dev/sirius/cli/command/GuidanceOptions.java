package dev.sirius.cli.command;

import dev.sirius.core.quantization.block.Search;
import dev.sirius.core.weights.Guidance;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --imatrix} and {@code --search}: what Sirius quantizes by beside the weights. */
public final class GuidanceOptions {

  @Option(
      names = "--imatrix",
      paramLabel = "FILE",
      description = "An importance matrix of the model, as llama-imatrix writes it.")
  private @Nullable Path importances;

  @Option(
      names = "--search",
      paramLabel = "reference|thorough",
      converter = SearchConverter.class,
      description = {
        "How much is tried for each block: as by llama-quantize,",
        "for its bytes, or more, for a smaller error."
      })
  private Search search = Search.REFERENCE;

  Guidance guidance() {
    return new Guidance(Optional.ofNullable(importances), search);
  }

  static final class SearchConverter implements ITypeConverter<Search> {
    @Override
    public Search convert(String value) {
      for (Search search : Search.values()) {
        if (search.label().equals(value)) {
          return search;
        }
      }
      throw new TypeConversionException(
          "'" + value + "' is not a search; write reference or thorough");
    }
  }
}
