package dev.sirius.core.modelfile;

import static dev.sirius.core.modelfile.ModelfileCharacters.isNewline;
import static dev.sirius.core.modelfile.ModelfileCharacters.isPrintable;

import java.util.Locale;

/**
 * Writes a Modelfile so that Ollama reads back exactly what was meant; what the format cannot carry
 * is refused, never changed.
 *
 * <p>Ollama's grammar has no escapes. A text between three quotation marks is taken as it is, but
 * ends at the first line that ends with three quotation marks, and loses the characters that Ollama
 * drops.
 */
public final class ModelfileRenderer {

  private static final String QUOTES = "\"\"\"";

  /**
   * The text of a Modelfile, an instruction after the other, ending in a line break.
   *
   * @throws ModelfileException when a text cannot be carried by the format
   */
  public String render(Modelfile modelfile) {
    StringBuilder text = new StringBuilder();
    for (Instruction instruction : modelfile.instructions()) {
      text.append(line(instruction)).append('\n');
    }
    return text.toString();
  }

  private static String line(Instruction instruction) {
    if (instruction instanceof Instruction.From from) {
      return "FROM " + word("FROM", from.source());
    }
    if (instruction instanceof Instruction.Set set) {
      return "PARAMETER " + parameter(set.parameter());
    }
    if (instruction instanceof Instruction.Template template) {
      return "TEMPLATE " + text("TEMPLATE", template.text());
    }
    if (instruction instanceof Instruction.SystemPrompt system) {
      return "SYSTEM " + text("SYSTEM", system.text());
    }
    if (instruction instanceof Instruction.Adapter adapter) {
      return "ADAPTER " + word("ADAPTER", adapter.source());
    }
    if (instruction instanceof Instruction.License license) {
      return "LICENSE " + text("LICENSE", license.text());
    }
    if (instruction instanceof Instruction.Say say) {
      Message message = say.message();
      return "MESSAGE " + message.role().word() + " " + text("MESSAGE", message.content());
    }
    if (instruction instanceof Instruction.Requires requires) {
      return "REQUIRES " + word("REQUIRES", requires.version());
    }
    if (instruction instanceof Instruction.Draft draft) {
      return "DRAFT " + word("DRAFT", draft.source());
    }
    if (instruction instanceof Instruction.Renderer renderer) {
      return "RENDERER " + word("RENDERER", renderer.name());
    }
    return "PARSER " + word("PARSER", ((Instruction.Parser) instruction).name());
  }

  private static String parameter(Parameter parameter) {
    if (parameter instanceof Parameter.WholeNumber number) {
      return number.name() + " " + number.value();
    }
    if (parameter instanceof Parameter.Fraction fraction) {
      return fraction.name() + " " + plain(fraction.value());
    }
    if (parameter instanceof Parameter.Toggle toggle) {
      return toggle.name() + " " + toggle.value();
    }
    if (parameter instanceof Parameter.Stop stop) {
      return stop.name() + " " + quoted("PARAMETER stop", stop.text());
    }
    throw new ModelfileException(
        "the parameter " + parameter.name() + " is none that a Modelfile can set");
  }

  private static String plain(float value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6f
        ? String.format(Locale.ROOT, "%.0f", value)
        : Float.toString(value);
  }

  /** A name or path: bare where that is safe, else quoted. */
  private static String word(String instruction, String word) {
    return word.matches("[!-~&&[^\"]]([ -~]*[!-~])?") ? word : quoted(instruction, word);
  }

  /** A text that is usually on one line: in single quotation marks where that is safe. */
  private static String quoted(String instruction, String text) {
    boolean simple =
        !text.startsWith("\"") && text.chars().noneMatch(ModelfileCharacters::isNewline);
    if (simple) {
      requireCarried(instruction, text);
      return "\"" + text + "\"";
    }
    return text(instruction, text);
  }

  private static String text(String instruction, String text) {
    requireCarried(instruction, text);
    for (int i = 0; i < text.length(); i++) {
      if (isNewline(text.charAt(i)) && wouldEndAt(text.substring(0, i))) {
        throw new ModelfileException(
            "the text of "
                + instruction
                + " cannot be written into a Modelfile: a line before its"
                + " last ends with \"\"\", and Ollama would end the text there");
      }
    }
    return QUOTES + text + QUOTES;
  }

  private static boolean wouldEndAt(String beginning) {
    String buffer = ModelfileCharacters.trimmed(QUOTES + beginning);
    return buffer.length() >= 2 * QUOTES.length() && buffer.endsWith(QUOTES);
  }

  private static void requireCarried(String instruction, String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int point = text.codePointAt(i);
      if (!isPrintable(point) && !isNewline(point) && point != '\t') {
        throw new ModelfileException(
            String.format(
                Locale.ROOT,
                "the text of %s cannot be written into a Modelfile: Ollama drops the character"
                    + " U+%04X at position %d",
                instruction,
                point,
                text.codePointCount(0, i) + 1));
      }
    }
  }
}
