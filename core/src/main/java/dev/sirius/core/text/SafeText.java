package dev.sirius.core.text;

/**
 * Text from outside, made fit for a message: on one line, without control characters, of bounded
 * length.
 */
public final class SafeText {

  private SafeText() {}

  /**
   * The text with line breaks as {@code "; "}, other control, format and unassigned characters as
   * U+FFFD, cut off after so many characters with an ellipsis.
   */
  public static String oneLine(String text, int longest) {
    String line = text.strip().replaceAll("[ \\t]*\\R\\s*", "; ");
    StringBuilder shown = new StringBuilder();
    line.codePoints().limit(longest).map(SafeText::visible).forEach(shown::appendCodePoint);
    return line.codePointCount(0, line.length()) > longest ? shown + "…" : shown.toString();
  }

  private static int visible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> 0xFFFD;
      default -> point;
    };
  }
}
