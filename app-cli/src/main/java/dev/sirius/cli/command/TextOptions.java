package dev.sirius.cli.command;

import dev.sirius.cli.output.Json;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.quality.Divergence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A text on which answers are compared, and how what was found is shown. */
final class TextOptions {

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "Compare answers on this text too, with llama-perplexity of llama.cpp on PATH.")
  private @Nullable Path text;

  @Option(
      names = "--pieces",
      paramLabel = "N",
      description =
          "With --text: how many pieces of up to 512 tokens to read; up to 100 unless said.")
  private @Nullable Integer pieces;

  /** The text, when one is named. */
  Optional<Path> text() {
    if (text == null && pieces != null) {
      throw new CommandFailure(ExitCode.USAGE, "--pieces goes with --text");
    }
    if (pieces != null && pieces < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--pieces " + pieces + "; 1 or more is allowed");
    }
    if (text != null && !Files.isReadable(text)) {
      throw new CommandFailure(ExitCode.NOT_FOUND, "there is no text to be read at '" + text + "'");
    }
    return Optional.ofNullable(text);
  }

  OptionalInt pieces() {
    return pieces == null ? OptionalInt.empty() : OptionalInt.of(pieces);
  }

  /** In two lines at most. */
  static String lines(Fact<Divergence> divergence) {
    return divergence.fold(
        (known, source) ->
            String.format(
                Locale.ROOT,
                "KL divergence %.6f, give or take %.6f; the same likeliest token %.1f %%%n"
                    + "perplexity %.3f instead of %.3f (%+.2f %%), on %d pieces of %d tokens",
                known.divergence(),
                known.uncertainty(),
                100 * known.sameTop(),
                known.perplexity(),
                known.truePerplexity(),
                100 * known.loss(),
                known.pieces(),
                known.context()),
        reason -> "answers were not compared: " + reason);
  }

  static Map<String, @Nullable Object> document(Fact<Divergence> divergence) {
    return Json.fact(
        divergence,
        known ->
            Json.object(
                "divergence", known.divergence(),
                "uncertainty", known.uncertainty(),
                "sameTop", known.sameTop(),
                "perplexity", known.perplexity(),
                "truePerplexity", known.truePerplexity(),
                "pieces", known.pieces(),
                "context", known.context()));
  }
}
