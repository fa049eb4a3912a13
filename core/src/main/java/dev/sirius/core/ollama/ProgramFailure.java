package dev.sirius.core.ollama;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.text.SafeText;
import java.util.List;

/** What it means when the {@code ollama} program ends with another exit code than 0. */
public final class ProgramFailure {

  private static final String ERROR = "Error: ";
  private static final int SHELL_SIGNALS = 128;
  private static final int SIGKILL = 9;

  private ProgramFailure() {}

  /**
   * The failure that the program tells of. Its message is of the same kind as the server's own over
   * HTTP.
   *
   * @param command what was run, for the message
   * @param exitCode the program's exit code; above 128 it was ended by a signal
   * @param errorOutput what it wrote to its error output, or the end of that
   */
  public static ModelStoreException of(String command, int exitCode, String errorOutput) {
    String plain = "\n" + TerminalText.plain(errorOutput);
    int error = plain.lastIndexOf("\n" + ERROR);
    if (error >= 0) {
      String message = firstParagraph(plain.substring(error + 1));
      return isFromAnotherServer(message)
          ? new ModelStoreException(
              Kind.BROKEN_ANSWER,
              "what answers at Ollama's address is not Ollama; its program says: "
                  + ErrorText.bare(message))
          : ErrorText.failure(message);
    }
    List<String> lines = TerminalText.lines(errorOutput);
    for (String line : lines) {
      if (line.startsWith("panic: ")) {
        return new ModelStoreException(
            Kind.BROKEN_ANSWER,
            "'" + command + "' crashed: " + SafeText.oneLine(line, 300) + "; is it up to date?");
      }
    }
    if (exitCode > SHELL_SIGNALS) {
      return killed(command, exitCode - SHELL_SIGNALS);
    }
    return new ModelStoreException(
        Kind.BROKEN_ANSWER,
        "'"
            + command
            + "' ended with exit code "
            + exitCode
            + (lines.isEmpty()
                ? " and said nothing"
                : ": " + SafeText.oneLine(lines.get(lines.size() - 1), 300)));
  }

  /** An answer that is no JSON, or a page. */
  private static boolean isFromAnotherServer(String message) {
    return message.startsWith(ERROR + "<") || message.contains("looking for beginning of value");
  }

  private static ModelStoreException killed(String command, int signal) {
    return new ModelStoreException(
        Kind.BROKEN_ANSWER,
        "'"
            + command
            + "' was ended by signal "
            + signal
            + (signal == SIGKILL ? " (killed; often for want of memory)" : ""));
  }

  /** After an empty line Ollama goes on with advice. */
  private static String firstParagraph(String text) {
    String[] paragraphs = text.split("\\n[ \\t]*\\n", 2);
    return paragraphs[0];
  }
}
