package dev.sirius.core.ollama;

import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.text.SafeText;

/** What {@code ollama --version} prints. */
public final class VersionText {

  private static final String SERVER = "ollama version is ";

  private VersionText() {}

  /**
   * The server's version.
   *
   * @throws ModelStoreException {@code UNREACHABLE} when the program found no server; {@code
   *     BROKEN_ANSWER} when the text is none of Ollama's
   */
  public static OllamaVersion server(String text) {
    for (String line : TerminalText.lines(text)) {
      if (line.startsWith(SERVER)) {
        try {
          return OllamaVersion.parse(line.substring(SERVER.length()));
        } catch (IllegalArgumentException e) {
          throw new ModelStoreException(Kind.BROKEN_ANSWER, String.valueOf(e.getMessage()), e);
        }
      }
      if (line.contains("could not connect")) {
        throw new ModelStoreException(
            Kind.UNREACHABLE, "no Ollama server answers; start it with 'ollama serve'");
      }
    }
    throw new ModelStoreException(
        Kind.BROKEN_ANSWER,
        "'ollama --version' does not tell the server's version but '"
            + SafeText.oneLine(text, 80)
            + "'; is it Ollama's program?");
  }
}
