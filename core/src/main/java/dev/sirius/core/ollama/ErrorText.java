package dev.sirius.core.ollama;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.text.SafeText;
import java.util.List;
import java.util.Locale;

/**
 * What Ollama's error messages mean. The server and its program word them alike, but for prefixes;
 * so they are told apart by what they contain.
 */
public final class ErrorText {

  private record Rule(String part, Kind kind) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("quantization is only supported for", Kind.QUANTIZATION_REFUSED),
          new Rule("unsupported quantization type", Kind.QUANTIZATION_REFUSED),
          new Rule("unknown filetype", Kind.QUANTIZATION_REFUSED),
          new Rule("does not require quantization", Kind.QUANTIZATION_REFUSED),
          new Rule("could not connect to ollama", Kind.UNREACHABLE),
          new Rule("could not connect to a running ollama", Kind.UNREACHABLE),
          new Rule("timed out waiting for server to start", Kind.UNREACHABLE),
          new Rule("connection refused", Kind.UNREACHABLE),
          new Rule("no such host", Kind.UNREACHABLE),
          new Rule("pull model manifest: file does not exist", Kind.NOT_FOUND),
          new Rule("not found, try pulling it first", Kind.NOT_FOUND),
          new Rule("couldn't find model", Kind.NOT_FOUND),
          new Rule("command must be one of", Kind.TOO_OLD),
          new Rule("unknown command", Kind.TOO_OLD),
          new Rule("unknown flag", Kind.TOO_OLD),
          new Rule("unknown shorthand flag", Kind.TOO_OLD));

  private ErrorText() {}

  /**
   * The kind of failure that a message of Ollama's tells of; {@code REFUSED} when it is none of the
   * known ones.
   */
  public static Kind kindOf(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    for (Rule rule : RULES) {
      if (text.contains(rule.part)) {
        return rule.kind;
      }
    }
    boolean missingModel = text.contains("model ") && text.contains("not found");
    return missingModel ? Kind.NOT_FOUND : Kind.REFUSED;
  }

  /**
   * A message without the words that Ollama's program puts before it ({@code Error: }, {@code 400
   * Bad Request: }), on one line.
   */
  public static String bare(String message) {
    String text = message.strip();
    text = text.replaceFirst("^Error: ", "");
    text = text.replaceFirst("^[45]\\d\\d [A-Z][A-Za-z ]*: ", "");
    return SafeText.oneLine(text, 600);
  }

  /** The failure that a message of Ollama's tells of. */
  public static ModelStoreException failure(String message) {
    return new ModelStoreException(kindOf(message), "Ollama: " + bare(message));
  }
}
