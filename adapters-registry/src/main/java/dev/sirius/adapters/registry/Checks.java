package dev.sirius.adapters.registry;

import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.text.SafeText;
import java.util.Locale;

/** What every answer with a file's bytes must be. */
final class Checks {

  private Checks() {}

  /** Refuses compressed bytes and web pages: a GGUF file is neither. */
  static void requirePlain(Answer answer) {
    requireUncompressed(answer);
    if (answer.header("content-type").toLowerCase(Locale.ROOT).startsWith("text/html")) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          Transport.shown(answer.address())
              + " answers a web page where a file was asked for; is a sign-in or a proxy before"
              + " it?");
    }
  }

  /** Refuses compressed bytes, which nobody asked for. */
  static void requireUncompressed(Answer answer) {
    String encoding = answer.header("content-encoding").toLowerCase(Locale.ROOT);
    if (!encoding.isEmpty() && !encoding.equals("identity")) {
      throw new RegistryException(
          Kind.BROKEN_ANSWER,
          Transport.shown(answer.address())
              + " answers in "
              + SafeText.oneLine(encoding, 40)
              + ", although plain bytes were asked for; is a proxy before it?");
    }
  }
}
