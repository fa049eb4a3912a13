package dev.sirius.core.modelfile;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the S.I.R.I.U.S. quantization utility put into every Modelfile.
 *
 * @param system the system prompt
 * @param contextLength {@code num_ctx}, in tokens
 * @param temperature {@code temperature}
 */
public record ModelfileDefaults(String system, long contextLength, float temperature) {

  /** The original's values. */
  public static final ModelfileDefaults ORIGINAL =
      new ModelfileDefaults(
          "You are S.I.R.I.U.S., an intelligent executive assistant.", 4096, 0.7f);

  public ModelfileDefaults {
    requireNonNull(system, "system");
  }

  /** The values as instructions. */
  public List<Instruction> instructions() {
    return List.of(
        new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_CTX, contextLength)),
        new Instruction.Set(new Parameter.Fraction(ParameterName.TEMPERATURE, temperature)),
        new Instruction.SystemPrompt(system));
  }
}
