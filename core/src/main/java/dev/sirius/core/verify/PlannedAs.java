package dev.sirius.core.verify;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;

/**
 * What the plan said of a model when it was measured, so that the difference can be learnt from.
 *
 * @param build what models have in common that differ in their weights and types alone
 * @param type the type of its weights
 * @param needed the memory that it was said to need, at the context that it ran at
 */
public record PlannedAs(String build, QuantizationType type, ByteSize needed) {

  public PlannedAs {
    requireNonNull(type, "type");
    requireNonNull(needed, "needed");
    if (build.isBlank() || build.length() > 200) {
      throw new IllegalArgumentException(
          "a build of " + build.length() + " characters; 1 to 200 are allowed");
    }
  }

  /**
   * How a model is built: {@code llama, 134515008 weights in 272 tensors}. Models built alike take
   * the same memory and time at the same type.
   */
  public static String build(ModelFacts facts) {
    return facts.architecture()
        + ", "
        + facts.parameterCount()
        + " weights in "
        + facts.tensors().size()
        + " tensors";
  }
}
