package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import java.util.Optional;

/**
 * An order to make a model.
 *
 * @param name the new model's name
 * @param modelfile what it is made from and carries
 * @param quantize the type that Ollama's own quantizer shall bring the weights to; empty to leave
 *     them as they are
 */
public record CreateRequest(
    ModelName name, Modelfile modelfile, Optional<QuantizationType> quantize) {
  public CreateRequest {
    requireNonNull(name, "name");
    requireNonNull(modelfile, "modelfile");
    requireNonNull(quantize, "quantize");
  }
}
