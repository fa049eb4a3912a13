package dev.sirius.core.ollama;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Text that a program wrote for a terminal, without what only a terminal understands.
 *
 * <p>Colours are taken out. Every other control sequence moves the cursor or clears something, so
 * that what follows stands elsewhere on the screen: it counts as a line break.
 */
public final class TerminalText {

  private static final String INTRODUCER = "\u001B\\[";

  /** Select Graphic Rendition (ECMA-48, 8.3.117). */
  private static final Pattern COLOUR = Pattern.compile(INTRODUCER + "[0-9;:]*m");

  /** The other control sequences (ECMA-48, 5.4), and the escapes of two characters. */
  private static final Pattern MOVE =
      Pattern.compile(INTRODUCER + "[0-?]*[ -/]*[@-~]|\u001B[^\\[]|\r");

  private TerminalText() {}

  /** The text with line breaks alone; what was drawn over keeps a line of its own. */
  public static String plain(String text) {
    String colourless = COLOUR.matcher(text).replaceAll("");
    return MOVE.matcher(colourless).replaceAll("\n");
  }

  /** The lines that say something, without blanks at their ends, in order. */
  public static List<String> lines(String text) {
    return plain(text).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
