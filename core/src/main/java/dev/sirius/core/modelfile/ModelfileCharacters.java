package dev.sirius.core.modelfile;

/**
 * Which characters a Modelfile carries. Ollama drops every code point for which Go's {@code
 * unicode.IsPrint} is false, except tab and line breaks (parser/parser.go of ollama/ollama).
 */
final class ModelfileCharacters {

  private ModelfileCharacters() {}

  /**
   * Whether Ollama keeps the code point: letters, marks, numbers, punctuation, symbols and the
   * plain blank.
   */
  static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.CONNECTOR_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          true;
      default -> point == ' ';
    };
  }

  static boolean isNewline(int point) {
    return point == '\n' || point == '\r';
  }

  static boolean isBlank(int point) {
    return point == ' ' || point == '\t';
  }

  /** A text without blanks, tabs and line breaks at its ends. */
  static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char character) {
    return isBlank(character) || isNewline(character);
  }
}
