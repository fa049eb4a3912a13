package dev.sirius.core.modelfile;

import dev.sirius.core.text.SafeText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The parameters that Ollama knows, with their types and ranges (api/types.go of ollama/ollama; the
 * ranges are those in which the values mean something).
 */
public enum ParameterName {
  NUM_CTX(Kind.WHOLE_NUMBER, 1, Integer.MAX_VALUE),
  NUM_BATCH(Kind.WHOLE_NUMBER, 1, Integer.MAX_VALUE),
  NUM_GPU(Kind.WHOLE_NUMBER, -1, Integer.MAX_VALUE),
  MAIN_GPU(Kind.WHOLE_NUMBER, 0, Integer.MAX_VALUE),
  NUM_THREAD(Kind.WHOLE_NUMBER, 0, Integer.MAX_VALUE),
  DRAFT_NUM_PREDICT(Kind.WHOLE_NUMBER, -1, Integer.MAX_VALUE),
  NUM_KEEP(Kind.WHOLE_NUMBER, -1, Integer.MAX_VALUE),
  SEED(Kind.WHOLE_NUMBER, Integer.MIN_VALUE, Integer.MAX_VALUE),
  NUM_PREDICT(Kind.WHOLE_NUMBER, -2, Integer.MAX_VALUE),
  TOP_K(Kind.WHOLE_NUMBER, 0, Integer.MAX_VALUE),
  REPEAT_LAST_N(Kind.WHOLE_NUMBER, -1, Integer.MAX_VALUE),
  TOP_P(Kind.FRACTION, 0, 1),
  MIN_P(Kind.FRACTION, 0, 1),
  TYPICAL_P(Kind.FRACTION, 0, 1),
  TEMPERATURE(Kind.FRACTION, 0, Float.MAX_VALUE),
  REPEAT_PENALTY(Kind.FRACTION, 0, Float.MAX_VALUE),
  PRESENCE_PENALTY(Kind.FRACTION, -Float.MAX_VALUE, Float.MAX_VALUE),
  FREQUENCY_PENALTY(Kind.FRACTION, -Float.MAX_VALUE, Float.MAX_VALUE),
  USE_MMAP(Kind.TOGGLE, 0, 1),
  STOP(Kind.TEXT, 0, 0);

  /** The type of a parameter's value. */
  public enum Kind {
    WHOLE_NUMBER("a whole number"),
    FRACTION("a number"),
    TOGGLE("true or false"),
    TEXT("a text");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final Kind kind;
  private final double least;
  private final double most;

  ParameterName(Kind kind, double least, double most) {
    this.kind = kind;
    this.least = least;
    this.most = most;
  }

  /** The name as Ollama writes it; case counts. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Kind kind() {
    return kind;
  }

  /** What a value must be, for messages: {@code "a whole number from 1 to 2147483647"}. */
  public String allowed() {
    return switch (kind) {
      case WHOLE_NUMBER -> kind.words + " from " + (long) least + " to " + (long) most;
      case FRACTION ->
          most == Float.MAX_VALUE
              ? least == -Float.MAX_VALUE
                  ? kind.words
                  : kind.words + " of " + (long) least + " or more"
              : kind.words + " from " + (long) least + " to " + (long) most;
      case TOGGLE, TEXT -> kind.words;
    };
  }

  public static Optional<ParameterName> of(String word) {
    return Arrays.stream(values()).filter(name -> name.word().equals(word)).findFirst();
  }

  /**
   * The parameter of this name with a value as a Modelfile writes it.
   *
   * @throws IllegalArgumentException when the value is not of this name's kind, or out of its range
   */
  public Parameter parse(String value) {
    try {
      return switch (kind) {
        case WHOLE_NUMBER -> new Parameter.WholeNumber(this, Long.parseLong(value));
        case FRACTION -> new Parameter.Fraction(this, Float.parseFloat(value));
        case TOGGLE -> new Parameter.Toggle(this, toggle(value));
        case TEXT -> new Parameter.Stop(value);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          word() + " is '" + SafeText.oneLine(value, 40) + "'; " + allowed() + " is needed", e);
    }
  }

  /** The spellings of Go's {@code strconv.ParseBool}. */
  private static boolean toggle(String value) {
    return switch (value) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new NumberFormatException(value);
    };
  }

  void requireKind(Kind wanted) {
    if (kind != wanted) {
      throw new IllegalArgumentException(word() + " takes " + kind.words + ", not " + wanted.words);
    }
  }

  void requireInRange(double value) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          word()
              + " "
              + (kind == Kind.WHOLE_NUMBER ? String.valueOf((long) value) : String.valueOf(value))
              + " is out of range; "
              + allowed()
              + " is allowed");
    }
  }
}
