package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An order to make a model.
 *
 * @param name the new model's name
 * @param modelfile what it is made from and carries
 * @param quantize the type that Ollama's own quantizer shall bring the weights to; empty to leave
 *     them as they are
 * @param digests the SHA-256, in 64 lower-case hexadecimal digits, of those files that the
 *     Modelfile names whose digest is known, so that nobody reads them for it
 */
public record CreateRequest(
    ModelName name,
    Modelfile modelfile,
    Optional<QuantizationType> quantize,
    Map<Path, String> digests) {

  public CreateRequest {
    requireNonNull(name, "name");
    requireNonNull(modelfile, "modelfile");
    requireNonNull(quantize, "quantize");
    digests = Map.copyOf(digests);
    for (String digest : digests.values()) {
      if (!digest.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "'" + digest + "' is no SHA-256 in hexadecimal digits; 64 of 0-9 and a-f are allowed");
      }
    }
  }

  /** An order of files whose digests are not known. */
  public CreateRequest(ModelName name, Modelfile modelfile, Optional<QuantizationType> quantize) {
    this(name, modelfile, quantize, Map.of());
  }

  /** The same order, with the digest of one of its files. */
  public CreateRequest withDigest(Path file, String sha256) {
    return new CreateRequest(name, modelfile, quantize, Map.of(file, sha256));
  }
}
