package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * What steers the choice of types beside the wanted file type.
 *
 * @param importanceMatrix whether an importance matrix is at hand; some types choose otherwise then
 * @param pure every tensor gets the file type's own format, no mixture
 * @param keepOutput the output matrix stays as it is
 * @param embeddingType the embedding table's type, when it is set
 * @param outputType the output matrix' type, when it is set; of a model without one, the embedding
 *     table's
 * @param overrides types by name, the first that matches counts
 */
public record QuantizationOptions(
    boolean importanceMatrix,
    boolean pure,
    boolean keepOutput,
    Optional<TensorType> embeddingType,
    Optional<TensorType> outputType,
    List<TensorOverride> overrides) {

  /** Nothing set: the mixture alone decides. */
  public static final QuantizationOptions DEFAULT =
      new QuantizationOptions(false, false, false, Optional.empty(), Optional.empty(), List.of());

  public QuantizationOptions {
    requireNonNull(embeddingType, "embeddingType");
    requireNonNull(outputType, "outputType");
    overrides = List.copyOf(overrides);
  }

  public QuantizationOptions withImportanceMatrix(boolean isThere) {
    return new QuantizationOptions(isThere, pure, keepOutput, embeddingType, outputType, overrides);
  }

  public QuantizationOptions withPure(boolean isPure) {
    return new QuantizationOptions(
        importanceMatrix, isPure, keepOutput, embeddingType, outputType, overrides);
  }

  public QuantizationOptions withKeepOutput(boolean keeps) {
    return new QuantizationOptions(
        importanceMatrix, pure, keeps, embeddingType, outputType, overrides);
  }

  public QuantizationOptions withEmbeddingType(TensorType type) {
    return new QuantizationOptions(
        importanceMatrix, pure, keepOutput, Optional.of(type), outputType, overrides);
  }

  public QuantizationOptions withOutputType(TensorType type) {
    return new QuantizationOptions(
        importanceMatrix, pure, keepOutput, embeddingType, Optional.of(type), overrides);
  }

  public QuantizationOptions withOverrides(List<TensorOverride> wishes) {
    return new QuantizationOptions(
        importanceMatrix, pure, keepOutput, embeddingType, outputType, wishes);
  }

  Optional<TensorType> override(String tensorName) {
    for (TensorOverride override : overrides) {
      if (override.matches(tensorName)) {
        return Optional.of(override.type());
      }
    }
    return Optional.empty();
  }
}
