package dev.sirius.core.modelfile;

import static dev.sirius.core.modelfile.ModelfileCharacters.isBlank;
import static dev.sirius.core.modelfile.ModelfileCharacters.isNewline;
import static dev.sirius.core.modelfile.ModelfileCharacters.isPrintable;
import static dev.sirius.core.modelfile.ModelfileCharacters.trimmed;

import dev.sirius.core.text.SafeText;
import dev.sirius.core.text.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a Modelfile as Ollama does: instructions in any case, {@code #} comments at the start of a
 * line, a value to the end of its line or between one or three quotation marks, characters that are
 * not printable dropped.
 */
public final class ModelfileParser {

  /** The longest text that is read, in characters. */
  public static final int LONGEST = 4 << 20;

  private enum Word {
    FROM,
    PARAMETER,
    TEMPLATE,
    SYSTEM,
    ADAPTER,
    LICENSE,
    MESSAGE,
    REQUIRES,
    DRAFT,
    RENDERER,
    PARSER
  }

  /** Accepted by Ollama with a warning, and without effect (api/types.go of ollama/ollama). */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "penalize_newline",
          "low_vram",
          "f16_kv",
          "logits_all",
          "vocab_only",
          "use_mlock",
          "mirostat",
          "mirostat_tau",
          "mirostat_eta");

  /**
   * The Modelfile that a text holds. Parameters that Ollama accepts but ignores are left out.
   *
   * @throws ModelfileException when the text is no Modelfile
   */
  public Modelfile parse(String text) {
    if (text.length() > LONGEST) {
      throw new ModelfileException(
          "the Modelfile has " + text.length() + " characters; at most " + LONGEST + " are read");
    }
    Cursor cursor = new Cursor(text.startsWith("\uFEFF") ? text.substring(1) : text);
    List<Instruction> instructions = new ArrayList<>();
    while (cursor.skipToInstruction()) {
      instruction(cursor).ifPresent(instructions::add);
    }
    if (instructions.stream().noneMatch(Instruction.From.class::isInstance)) {
      throw new ModelfileException("the Modelfile has no FROM line; it needs one");
    }
    return new Modelfile(instructions);
  }

  private static Optional<Instruction> instruction(Cursor cursor) {
    int line = cursor.line();
    Word word = word(cursor.word(), line);
    requireValue(cursor, word.name(), line);
    return switch (word) {
      case PARAMETER -> parameter(cursor, line);
      case MESSAGE -> Optional.of(message(cursor, line));
      default -> {
        String value = cursor.value(word.name(), line);
        try {
          yield Optional.of(plain(word, value));
        } catch (IllegalArgumentException e) {
          throw at(line, String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private static Instruction plain(Word word, String value) {
    return switch (word) {
      case FROM -> new Instruction.From(value);
      case TEMPLATE -> new Instruction.Template(value);
      case SYSTEM -> new Instruction.SystemPrompt(value);
      case ADAPTER -> new Instruction.Adapter(value);
      case LICENSE -> new Instruction.License(value);
      case REQUIRES -> new Instruction.Requires(value);
      case DRAFT -> new Instruction.Draft(value);
      case RENDERER -> new Instruction.Renderer(value);
      case PARSER -> new Instruction.Parser(value);
      case PARAMETER, MESSAGE -> throw new IllegalArgumentException(word + " has two words");
    };
  }

  private static Word word(String text, int line) {
    return Arrays.stream(Word.values())
        .filter(word -> word.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> at(line, unknownWord(text)));
  }

  private static String unknownWord(String text) {
    List<String> words = Arrays.stream(Word.values()).map(Word::name).toList();
    return "'"
        + SafeText.oneLine(text, 40)
        + "' is not an instruction"
        + Suggestion.nearest(text, words)
            .map(nearest -> "; did you mean " + nearest + "?")
            .orElse("; one of " + String.join(", ", words) + " is needed");
  }

  private static Instruction message(Cursor cursor, int line) {
    String role = cursor.word();
    requireValue(cursor, "MESSAGE " + SafeText.oneLine(role, 40), line);
    Message.Role known =
        Message.Role.of(role)
            .orElseThrow(
                () ->
                    at(
                        line,
                        "'"
                            + SafeText.oneLine(role, 40)
                            + "' is not a role; system, user or assistant is needed"));
    return new Instruction.Say(new Message(known, cursor.value("MESSAGE", line)));
  }

  private static Optional<Instruction> parameter(Cursor cursor, int line) {
    String name = cursor.word();
    requireValue(cursor, "PARAMETER " + SafeText.oneLine(name, 40), line);
    String value = cursor.value("PARAMETER " + SafeText.oneLine(name, 40), line);
    if (WITHOUT_EFFECT.contains(name)) {
      return Optional.empty();
    }
    ParameterName key = ParameterName.of(name).orElseThrow(() -> at(line, unknownParameter(name)));
    try {
      return Optional.of(new Instruction.Set(key.parse(value)));
    } catch (IllegalArgumentException e) {
      throw at(line, String.valueOf(e.getMessage()));
    }
  }

  private static String unknownParameter(String name) {
    List<String> names = Arrays.stream(ParameterName.values()).map(ParameterName::word).toList();
    return "'"
        + SafeText.oneLine(name, 40)
        + "' is not a parameter"
        + Suggestion.nearest(name, names)
            .map(nearest -> "; did you mean " + nearest + "?")
            .orElse("; one of " + names.stream().collect(Collectors.joining(", ")) + " is needed");
  }

  private static void requireValue(Cursor cursor, String instruction, int line) {
    if (!cursor.isAtBlank()) {
      throw at(line, instruction + " has no value");
    }
  }

  private static ModelfileException at(int line, String message) {
    return new ModelfileException("line " + line + ": " + message);
  }

  /** A place in the text. */
  private static final class Cursor {
    private final String text;
    private int position;
    private int line = 1;

    Cursor(String text) {
      this.text = text;
    }

    int line() {
      return line;
    }

    boolean isAtBlank() {
      return position < text.length() && isBlank(peek());
    }

    /** Goes on to the next instruction, over blanks and comments; false at the end of the text. */
    boolean skipToInstruction() {
      while (position < text.length()) {
        int point = peek();
        if (point == '#') {
          while (position < text.length() && !isNewline(peek())) {
            next();
          }
        } else if (isBlank(point) || isNewline(point)) {
          next();
        } else {
          return true;
        }
      }
      return false;
    }

    /** Reads a word, up to the blank or line break after it. */
    String word() {
      while (position < text.length() && isBlank(peek())) {
        next();
      }
      StringBuilder word = new StringBuilder();
      while (position < text.length() && !isBlank(peek()) && !isNewline(peek())) {
        int point = next();
        if (isPrintable(point)) {
          word.appendCodePoint(point);
        }
      }
      return word.toString();
    }

    /** Reads a value to the line break that ends it. */
    String value(String instruction, int start) {
      StringBuilder buffer = new StringBuilder();
      while (position < text.length()) {
        int point = peek();
        if (isNewline(point)) {
          Optional<String> value = unquoted(trimmed(buffer.toString()));
          if (value.isPresent()) {
            return value.get();
          }
        }
        next();
        if (isPrintable(point) || isBlank(point) || isNewline(point)) {
          buffer.appendCodePoint(point);
        }
      }
      return unquoted(trimmed(buffer.toString()))
          .orElseThrow(
              () -> at(start, "the quotation that " + instruction + " opens is never closed"));
    }

    private static Optional<String> unquoted(String value) {
      for (String quotes : List.of("\"\"\"", "\"")) {
        if (value.startsWith(quotes)) {
          int ends = 2 * quotes.length();
          return value.length() >= ends && value.endsWith(quotes)
              ? Optional.of(value.substring(quotes.length(), value.length() - quotes.length()))
              : Optional.empty();
        }
      }
      return Optional.of(value);
    }

    private int peek() {
      return text.codePointAt(position);
    }

    private int next() {
      int point = peek();
      position += Character.charCount(point);
      boolean firstOfTwo = point == '\r' && position < text.length() && peek() == '\n';
      if (isNewline(point) && !firstOfTwo) {
        line++;
      }
      return point;
    }
  }
}
