package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.weights.Guidance;
import dev.sirius.core.weights.QuantizerChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An order for a model made from another one.
 *
 * @param base the installed model, or a GGUF file of this machine
 * @param name the new model's name
 * @param target what its weights shall be
 * @param changes what shall differ from the base beside the weights; everything else stays as it is
 *     there
 * @param replace whether an existing model of that name may be replaced
 * @param quantizer who may quantize; with guidance Sirius alone
 * @param guidance what is quantized by beside the weights
 * @param weights the file of the base's weights, where it is not to be read from Ollama's own
 */
public record CreateOrder(
    ModelSource base,
    ModelName name,
    Target target,
    List<Instruction> changes,
    boolean replace,
    QuantizerChoice quantizer,
    Guidance guidance,
    Optional<Path> weights) {

  /** An order for a model made from an installed one, that leaves open who quantizes. */
  public CreateOrder(
      ModelName base, ModelName name, Target target, List<Instruction> changes, boolean replace) {
    this(
        new ModelSource.Installed(base),
        name,
        target,
        changes,
        replace,
        QuantizerChoice.AUTO,
        Guidance.NONE,
        Optional.empty());
  }

  public CreateOrder {
    requireNonNull(base, "base");
    requireNonNull(name, "name");
    requireNonNull(target, "target");
    requireNonNull(quantizer, "quantizer");
    quantizer = guidance.narrowed(quantizer);
    requireNonNull(weights, "weights");
    changes = List.copyOf(changes);
    if (base instanceof ModelSource.AtPath && weights.isPresent()) {
      throw new IllegalArgumentException(
          "the weights " + weights.get() + " beside the file " + base + "; name one of the two");
    }
    if (changes.stream().anyMatch(Instruction.From.class::isInstance)) {
      throw new IllegalArgumentException(
          "a FROM among the changes; the base is " + base + " and no other can be named beside it");
    }
    if (changes.stream().anyMatch(CreateOrder::emptiesAText)) {
      throw new IllegalArgumentException(
          "an empty SYSTEM or TEMPLATE among the changes; Ollama would leave that of "
              + base
              + " in place, so give a text or leave it out");
    }
    if (base instanceof ModelSource.Installed installed && installed.name().sameAs(name)) {
      throw new IllegalArgumentException(
          "the new model has its base's name, " + base + "; give it another one");
    }
  }

  private static boolean emptiesAText(Instruction change) {
    return (change instanceof Instruction.SystemPrompt system && system.text().isEmpty())
        || (change instanceof Instruction.Template template && template.text().isEmpty());
  }
}
