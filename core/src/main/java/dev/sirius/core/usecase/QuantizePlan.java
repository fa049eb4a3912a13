package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.rules.QuantizedForm;
import java.util.Optional;

/**
 * What an order for a file of weights comes to, before anything is written.
 *
 * @param form the file's tensors and metadata
 * @param sourceTensorBytes bytes of the source's tensors
 * @param fileBytes bytes of the new file
 * @param alignment bytes that its data are aligned to
 * @param sourceType the source's type when it is quantized already; empty for 16 and 32 bits
 */
public record QuantizePlan(
    QuantizedForm form,
    long sourceTensorBytes,
    long fileBytes,
    long alignment,
    Optional<QuantizationType> sourceType) {
  public QuantizePlan {
    requireNonNull(form, "form");
    requireNonNull(sourceType, "sourceType");
  }
}
