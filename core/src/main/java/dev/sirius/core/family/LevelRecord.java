package dev.sirius.core.family;

import dev.sirius.core.quantization.QuantizationType;
import java.util.List;
import java.util.Locale;

/**
 * The levels that a model records of itself: its own, and the nested ones that a device may step
 * down to.
 *
 * @param primary the quantization of the model itself, as written, such as {@code Q8_0}
 * @param nested the levels below it, in the order recorded
 */
public record LevelRecord(String primary, List<NestedLevel> nested) {

  /**
   * A level below the primary one.
   *
   * @param type its quantization, as written
   * @param threshold when to step to it, as written; what Sirius writes begins with a memory size,
   *     such as {@code 4096MiB}
   */
  public record NestedLevel(String type, String threshold) {
    public NestedLevel {
      requireWord("a nested level's type", type);
      if (threshold.isBlank()
          || threshold.codePoints().anyMatch(point -> point == '\n' || point == '\r')) {
        throw new IllegalArgumentException(
            "the threshold of "
                + type
                + " is blank or has a line break; one line of text is needed");
      }
    }
  }

  public LevelRecord {
    requireWord("the primary level's type", primary);
    nested = List.copyOf(nested);
  }

  /** A record with the types' names as Ollama writes them. */
  public static LevelRecord of(QuantizationType primary, List<NestedLevel> nested) {
    return new LevelRecord(primary.label(), nested);
  }

  private static void requireWord(String what, String word) {
    if (!word.matches("\\w{1,32}")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is '%s'; a word of up to 32 letters, digits and _ is needed",
              what,
              word));
    }
  }
}
