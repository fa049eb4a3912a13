package dev.sirius.core.modelfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model is made from and carries: a list of instructions, in order.
 *
 * <p>As in Ollama, {@code TEMPLATE}, {@code SYSTEM}, {@code ADAPTER} and every parameter but {@code
 * stop} count by their last instruction; {@code LICENSE}, {@code MESSAGE} and {@code stop} add up.
 * At least one {@code FROM} is needed.
 */
public record Modelfile(List<Instruction> instructions) {

  public Modelfile {
    instructions = List.copyOf(instructions);
    if (instructions.stream().noneMatch(Instruction.From.class::isInstance)) {
      throw new IllegalArgumentException("a Modelfile needs a FROM line; this one has none");
    }
  }

  /** A Modelfile that only says what the model is made from: a name or a path. */
  public static Modelfile from(String source) {
    return new Modelfile(List.of(new Instruction.From(source)));
  }

  /** This Modelfile with one more instruction at its end. */
  public Modelfile with(Instruction instruction) {
    List<Instruction> more = new ArrayList<>(instructions);
    more.add(instruction);
    return new Modelfile(more);
  }

  /** The instructions of one kind, in order. */
  public <T extends Instruction> Stream<T> all(Class<T> kind) {
    return instructions.stream().filter(kind::isInstance).map(kind::cast);
  }

  /**
   * The instruction of one kind that counts where only the last one does; empty when there is none.
   */
  public <T extends Instruction> Optional<T> last(Class<T> kind) {
    return all(kind).reduce((first, second) -> second);
  }
}
