package dev.sirius.core.weights;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.block.Search;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the quantizer of Sirius goes by beside the weights. Ollama's knows neither: it hands
 * llama.cpp no importance matrix, and searches as llama.cpp does.
 *
 * @param importances the file of an importance matrix that the weights are quantized by
 * @param search how much is tried for each block
 */
public record Guidance(Optional<Path> importances, Search search) {

  /** The weights alone, and the reference's search. */
  public static final Guidance NONE = new Guidance(Optional.empty(), Search.REFERENCE);

  public Guidance {
    requireNonNull(importances, "importances");
    requireNonNull(search, "search");
  }

  /** Whether there is any, so that Sirius alone can quantize. */
  public boolean isGiven() {
    return importances.isPresent() || search != Search.REFERENCE;
  }

  /**
   * Who may quantize by it.
   *
   * @param choice who may quantize as far as the weights go
   * @return Sirius where there is any guidance, else {@code choice}
   * @throws IllegalArgumentException when Ollama alone may, and there is guidance
   */
  public QuantizerChoice narrowed(QuantizerChoice choice) {
    if (!isGiven()) {
      return choice;
    }
    if (choice == QuantizerChoice.OLLAMA) {
      throw new IllegalArgumentException(
          "Ollama's quantizer "
              + (importances.isPresent() ? "takes no importance matrix" : "")
              + (importances.isPresent() && search != Search.REFERENCE ? " and " : "")
              + (search != Search.REFERENCE ? "has no " + search.label() + " search" : "")
              + "; leave --quantizer ollama out, and Sirius quantizes");
    }
    return QuantizerChoice.SIRIUS;
  }
}
