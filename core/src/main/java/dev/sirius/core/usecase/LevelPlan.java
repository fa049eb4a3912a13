package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model that Sirius will quantize from the weights of an installed one.
 *
 * @param weights the file that the source's weights lie in
 * @param isInstalled whether that file is Ollama's own
 * @param request what is asked of Ollama; its first FROM names {@code weights}, in whose place the
 *     new weights will stand
 * @param wanted the type of the new weights
 * @param quantized what they will be
 */
public record LevelPlan(
    Path weights,
    boolean isInstalled,
    CreateRequest request,
    QuantizationType wanted,
    QuantizePlan quantized) {

  public LevelPlan {
    requireNonNull(weights, "weights");
    requireNonNull(request, "request");
    requireNonNull(wanted, "wanted");
    requireNonNull(quantized, "quantized");
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
