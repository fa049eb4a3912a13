package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.plan.quality.ExpectedLoss;
import dev.sirius.core.plan.quality.PublishedLoss;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.rules.QuantizedFile;
import java.util.Optional;

/**
 * What an order for a file of weights comes to, before anything is written.
 *
 * @param file the new file
 * @param sourceTensorBytes bytes of the source's tensors
 * @param sourceType the source's type when it is quantized already; empty for 16 and 32 bits
 */
public record QuantizePlan(
    QuantizedFile file, long sourceTensorBytes, Optional<QuantizationType> sourceType) {
  public QuantizePlan {
    requireNonNull(file, "file");
    requireNonNull(sourceType, "sourceType");
  }

  /**
   * How much worse the new weights are expected to predict text than 16-bit ones; where the source
   * is quantized already, its own loss comes on top. Empty when nothing was published for the type.
   */
  public Optional<ExpectedLoss> loss() {
    long weights =
        file.choices().stream()
            .mapToLong(choice -> choice.source().elements())
            .reduce(0, Math::addExact);
    return PublishedLoss.of(file.target(), weights);
  }
}
