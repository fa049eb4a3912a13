package dev.sirius.cli.command;

import dev.sirius.core.weights.QuantizerChoice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --quantizer}: who quantizes. */
public final class QuantizerOptions {

  @Option(
      names = "--quantizer",
      paramLabel = "auto|ollama|sirius",
      converter = ChoiceConverter.class,
      description = {"Who quantizes; auto: Ollama where it can,", "else Sirius."})
  private QuantizerChoice choice = QuantizerChoice.AUTO;

  QuantizerChoice choice() {
    return choice;
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
