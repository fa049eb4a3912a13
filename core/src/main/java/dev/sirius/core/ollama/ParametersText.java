package dev.sirius.core.ollama;

import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a model as the server prints them: a line per value, the name, blanks, and the
 * value in Go's syntax ({@code %#v}); texts in quotation marks with Go's escapes, numbers as 64-bit
 * floating point.
 */
public final class ParametersText {

  private ParametersText() {}

  /**
   * The parameters in a text. Ollama prints them in random order; here they come in the order of
   * {@link ParameterName}, several {@code stop} in theirs, and those that Sirius does not know
   * last, by name.
   */
  public static List<Parameter> parse(String text) {
    List<Parameter> parameters = new ArrayList<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line -> parameters.add(parameter(line)));
    parameters.sort(
        Comparator.comparing(
                (Parameter parameter) ->
                    ParameterName.of(parameter.name())
                        .map(ParameterName::ordinal)
                        .orElse(Integer.MAX_VALUE))
            .thenComparing(Parameter::name));
    return parameters;
  }

  private static Parameter parameter(String line) {
    String[] parts = line.split("\\s+", 2);
    String value = parts.length < 2 ? "" : parts[1];
    Optional<ParameterName> name = ParameterName.of(parts[0]);
    Optional<String> quoted = unquoted(value);
    try {
      return name.isEmpty()
          ? new Parameter.Other(parts[0], quoted.orElse(value))
          : name.get().parse(quoted.orElseGet(() -> number(name.get(), value)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return new Parameter.Other(parts[0], quoted.orElse(value));
    }
  }

  /** A whole number without exponent: the server keeps all numbers as floating point. */
  private static String number(ParameterName name, String value) {
    return name.kind() == ParameterName.Kind.WHOLE_NUMBER
        ? new BigDecimal(value).toBigIntegerExact().toString()
        : value;
  }

  /** The text of a Go string literal; empty when the value is none. */
  private static Optional<String> unquoted(String value) {
    if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    int i = 1;
    int end = value.length() - 1;
    while (i < end) {
      char character = value.charAt(i++);
      if (character != '\\' || i >= end) {
        text.append(character);
        continue;
      }
      char escape = value.charAt(i++);
      int digits =
          switch (escape) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
          };
      if (digits == 0) {
        text.append(simple(escape));
      } else if (i + digits <= end) {
        text.appendCodePoint(codePoint(value.substring(i, i + digits), escape));
        i += digits;
      }
    }
    return Optional.of(text.toString());
  }

  private static char simple(char escape) {
    return switch (escape) {
      case 'a' -> '\u0007';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> '\u000B';
      default -> escape;
    };
  }

  /** A byte above 0x7F stands for a place that is no UTF-8, and so does what is no code point. */
  private static int codePoint(String digits, char escape) {
    try {
      int point = Integer.parseUnsignedInt(digits, 16);
      boolean valid = Character.isValidCodePoint(point) && !(escape == 'x' && point > 0x7F);
      return valid ? point : 0xFFFD;
    } catch (NumberFormatException e) {
      return 0xFFFD;
    }
  }
}
