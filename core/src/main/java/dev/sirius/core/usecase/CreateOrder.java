package dev.sirius.core.usecase;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.Instruction;
import java.util.List;

/**
 * An order for a model made from an installed one.
 *
 * @param base the installed model
 * @param name the new model's name
 * @param target what its weights shall be
 * @param changes what shall differ from the base beside the weights; everything else stays as it is
 *     there
 * @param replace whether an existing model of that name may be replaced
 */
public record CreateOrder(
    ModelName base, ModelName name, Target target, List<Instruction> changes, boolean replace) {

  public CreateOrder {
    requireNonNull(base, "base");
    requireNonNull(name, "name");
    requireNonNull(target, "target");
    changes = List.copyOf(changes);
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
    if (base.sameAs(name)) {
      throw new IllegalArgumentException(
          "the new model has its base's name, " + base + "; give it another one");
    }
  }

  private static boolean emptiesAText(Instruction change) {
    return (change instanceof Instruction.SystemPrompt system && system.text().isEmpty())
        || (change instanceof Instruction.Template template && template.text().isEmpty());
  }
}
