package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import dev.sirius.core.text.SafeText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** What a failed access to a file means, for people. */
final class Failure {

  private Failure() {}

  static WeightsException of(String what, Path path, IOException e) {
    String file = SafeText.oneLine(path.toString(), 300);
    if (e instanceof NoSuchFileException) {
      return new WeightsException(
          Kind.NOT_FOUND, "there is no file " + file + "; check the path", e);
    }
    if (e instanceof AccessDeniedException) {
      return new WeightsException(
          Kind.NOT_PERMITTED,
          "cannot " + what + " " + file + ": permission denied; check whose it is",
          e);
    }
    String reason = e instanceof FileSystemException file2 ? file2.getReason() : e.getMessage();
    String text = reason == null ? e.getClass().getSimpleName() : reason;
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("no space")
        || lower.contains("quota")
        || lower.contains("not enough space")) {
      return new WeightsException(
          Kind.NO_SPACE, "no space is left to write " + file + "; make room and try again", e);
    }
    Kind kind = lower.contains("read-only") ? Kind.NOT_PERMITTED : Kind.FAILED;
    return new WeightsException(
        kind, "cannot " + what + " " + file + ": " + SafeText.oneLine(text, 200), e);
  }
}
