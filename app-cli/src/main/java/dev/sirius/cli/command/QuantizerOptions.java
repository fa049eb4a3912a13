package dev.sirius.cli.command;

import dev.sirius.core.weights.Guidance;
import dev.sirius.core.weights.QuantizerChoice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --quantizer}: who quantizes, and {@code --imatrix} and {@code --search}: by what. */
public final class QuantizerOptions {

  @Option(
      names = "--quantizer",
      paramLabel = "auto|ollama|sirius",
      converter = ChoiceConverter.class,
      description = {
        "Who quantizes; auto: Ollama where it can,",
        "else Sirius; with --imatrix or a thorough",
        "search Sirius alone."
      })
  private QuantizerChoice choice = QuantizerChoice.AUTO;

  @Mixin private GuidanceOptions guidance = new GuidanceOptions();

  /**
   * Who quantizes.
   *
   * @throws IllegalArgumentException when Ollama shall, by what its quantizer does not know
   */
  QuantizerChoice choice() {
    return guidance().narrowed(choice);
  }

  /** By what beside the weights. */
  Guidance guidance() {
    return guidance.guidance();
  }

  /**
   * Refuses guidance where a family is made.
   *
   * @param singly what makes one level instead, such as {@code leave --nested out}
   */
  void requireNoneForFamily(String singly) {
    if (guidance().isGiven()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "a family's levels are made, and verified, from its parent's weights alone, without"
              + " --imatrix and --search; "
              + singly
              + " to make one level by them");
    }
  }

  static final class ChoiceConverter implements ITypeConverter<QuantizerChoice> {
    @Override
    public QuantizerChoice convert(String value) {
      return QuantizerChoice.named(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + value + "' is no quantizer; write auto, ollama or sirius"));
    }
  }
}
