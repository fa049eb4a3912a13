package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.port.WrittenFile;
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
 * @param made the file that the Modelfile names, where it was just written: its digest is known, so
 *     that nobody need read it for that
 */
public record CreateRequest(
    ModelName name,
    Modelfile modelfile,
    Optional<QuantizationType> quantize,
    Optional<WrittenFile> made) {

  public CreateRequest {
    requireNonNull(name, "name");
    requireNonNull(modelfile, "modelfile");
    requireNonNull(quantize, "quantize");
    requireNonNull(made, "made");
  }

  /** An order of files whose digests are not known. */
  public CreateRequest(ModelName name, Modelfile modelfile, Optional<QuantizationType> quantize) {
    this(name, modelfile, quantize, Optional.empty());
  }

  /** The same order, of a file that was just written. */
  public CreateRequest of(WrittenFile file) {
    return new CreateRequest(name, modelfile, quantize, Optional.of(file));
  }
}
