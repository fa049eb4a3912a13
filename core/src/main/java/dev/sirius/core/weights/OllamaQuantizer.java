package dev.sirius.core.weights;

import static dev.sirius.core.quantization.QuantizationType.BF16;
import static dev.sirius.core.quantization.QuantizationType.F16;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_S;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.quantization.QuantizationType;
import java.util.Arrays;
import java.util.List;

/**
 * What the quantizer inside an Ollama can do, by its version (server/create.go and fs/ggml/type.go
 * of ollama/ollama, read from its releases): since 0.7 it makes Q8_0, Q4_K_M and Q4_K_S; before,
 * whatever llama.cpp could make without an importance matrix. In all versions it starts from F16 or
 * BF16 alone: a file of type F32 counts as unknown to it.
 *
 * @param version the server's; where it is not known there is no server and so no quantizer, which
 *     makes nothing
 */
public record OllamaQuantizer(Fact<OllamaVersion> version) {

  private static final List<QuantizationType> SINCE_0_7 = List.of(Q8_0, Q4_K_M, Q4_K_S);

  /** The quantized types that it makes, finest first. */
  public List<QuantizationType> makes() {
    return version.toOptional().map(OllamaQuantizer::makes).orElse(List.of());
  }

  private static List<QuantizationType> makes(OllamaVersion version) {
    return version.isAtLeast(0, 7, 0)
        ? SINCE_0_7
        : Arrays.stream(QuantizationType.values())
            .filter(type -> type.isMadeFromWeightsAlone() && !type.isUnquantized())
            .toList();
  }

  /** Whether it starts from weights of this type. */
  public boolean startsFrom(QuantizationType source) {
    return source == F16 || source == BF16;
  }
}
