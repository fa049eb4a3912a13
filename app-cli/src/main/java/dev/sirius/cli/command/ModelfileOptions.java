package dev.sirius.cli.command;

import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new model shall carry, as far as the command line says it. */
public final class ModelfileOptions {

  @Option(names = "--system", paramLabel = "TEXT", description = "The system prompt.")
  private @Nullable String system;

  @Option(names = "--num-ctx", paramLabel = "TOKENS", description = "The context length.")
  private @Nullable Long contextLength;

  @Option(names = "--temperature", paramLabel = "T", description = "The temperature.")
  private @Nullable Float temperature;

  /**
   * What was stated, as instructions.
   *
   * @throws IllegalArgumentException when a value is out of its range
   */
  public List<Instruction> stated() {
    List<Instruction> instructions = new ArrayList<>();
    if (system != null) {
      instructions.add(new Instruction.SystemPrompt(system));
    }
    if (contextLength != null) {
      instructions.add(
          new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_CTX, contextLength)));
    }
    if (temperature != null) {
      instructions.add(
          new Instruction.Set(new Parameter.Fraction(ParameterName.TEMPERATURE, temperature)));
    }
    return instructions;
  }

  /** A Modelfile in which what was stated stands in place of what it said before. */
  public Modelfile appliedTo(Modelfile modelfile) {
    List<Instruction> stated = stated();
    List<Instruction> kept =
        modelfile.instructions().stream()
            .filter(instruction -> stated.stream().noneMatch(other -> replaces(other, instruction)))
            .toList();
    List<Instruction> all = new ArrayList<>(kept);
    all.addAll(stated);
    return new Modelfile(all);
  }

  private static boolean replaces(Instruction stated, Instruction instruction) {
    if (stated instanceof Instruction.Set one && instruction instanceof Instruction.Set other) {
      return one.parameter().name().equals(other.parameter().name());
    }
    return stated.getClass() == instruction.getClass();
  }
}
