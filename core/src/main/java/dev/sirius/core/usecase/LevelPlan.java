package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.weights.Guidance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that Sirius will quantize from the weights of an installed one.
 *
 * @param weights the file that the source's weights lie in
 * @param isInstalled whether that file is Ollama's own
 * @param request what is asked of Ollama; its first FROM names {@code weights}, in whose place the
 *     new weights will stand
 * @param wanted the type of the new weights
 * @param guidance what they are quantized by beside the source's weights
 * @param quantized what they will be
 * @param notes key-values that the file of the new weights has beside those of its source
 */
public record LevelPlan(
    Path weights,
    boolean isInstalled,
    CreateRequest request,
    QuantizationType wanted,
    Guidance guidance,
    QuantizePlan quantized,
    Map<String, GgufValue> notes) {

  /** A plan without notes. */
  public LevelPlan(
      Path weights,
      boolean isInstalled,
      CreateRequest request,
      QuantizationType wanted,
      Guidance guidance,
      QuantizePlan quantized) {
    this(weights, isInstalled, request, wanted, guidance, quantized, Map.of());
  }

  public LevelPlan {
    requireNonNull(weights, "weights");
    requireNonNull(request, "request");
    requireNonNull(wanted, "wanted");
    requireNonNull(guidance, "guidance");
    requireNonNull(quantized, "quantized");
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
  }

  /** The same plan with other notes. */
  public LevelPlan withNotes(Map<String, GgufValue> other) {
    return new LevelPlan(weights, isInstalled, request, wanted, guidance, quantized, other);
  }

  /** What is asked of Ollama once the new weights are in a file. */
  CreateRequest requestWith(Path made) {
    List<Instruction> instructions = new ArrayList<>();
    instructions.add(new Instruction.From(made.toString()));
    boolean first = true;
    for (Instruction instruction : request.modelfile().instructions()) {
      if (first && instruction instanceof Instruction.From) {
        first = false;
      } else {
        instructions.add(instruction);
      }
    }
    return new CreateRequest(request.name(), new Modelfile(instructions), Optional.empty());
  }
}
