package dev.sirius.cli.command;

import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.text.Suggestion;
import dev.sirius.core.usecase.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --level} or {@code --type}: what a new model's weights shall be. */
public final class TargetOptions {

  @Option(
      names = "--level",
      paramLabel = "HIGH|MEDIUM|MOBILE|TINY",
      converter = LevelConverter.class,
      description = "The level of the weights.")
  private @Nullable Level level;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      converter = TypeConverter.class,
      description = "The quantization type of the weights, such as Q4_K_M.")
  private @Nullable QuantizationType type;

  /** What was asked for; empty for the level that suits the device. */
  public Optional<Target> target() {
    if (level != null) {
      return Optional.of(new Target.AtLevel(level));
    }
    return Optional.ofNullable(type).map(Target.AtType::new);
  }

  static final class LevelConverter implements ITypeConverter<Level> {
    @Override
    public Level convert(String value) {
      return Level.named(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + value + "' is not a level; write HIGH, MEDIUM, MOBILE or TINY"));
    }
  }

  static final class TypeConverter implements ITypeConverter<QuantizationType> {
    @Override
    public QuantizationType convert(String value) {
      return QuantizationType.named(value)
          .orElseThrow(() -> new TypeConversionException(unknown(value)));
    }

    private static String unknown(String value) {
      List<String> known =
          Arrays.stream(QuantizationType.values()).map(QuantizationType::label).toList();
      return "'"
          + value
          + "' is not a quantization type"
          + Suggestion.nearest(value, known)
              .map(nearest -> "; did you mean " + nearest + "?")
              .orElse("; 'sirius levels' lists them");
    }
  }
}
