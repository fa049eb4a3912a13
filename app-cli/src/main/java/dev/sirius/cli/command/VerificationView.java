package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.family.LevelQuality;
import dev.sirius.core.verify.Check;
import dev.sirius.core.verify.Measured;
import dev.sirius.core.verify.Verification;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Shows what was promised beside what was measured. */
final class VerificationView {

  private VerificationView() {}

  static void print(Verification verification, Console console) {
    console.headline(
        verification.model().shortForm(),
        verification.isKept() ? "  no promise is broken" : "  a promise is broken");
    Table table = new Table(2).row("", "MEASURED", "", "PROMISED");
    for (Check check : verification.checks()) {
      table.row(
          check.subject().text(),
          check.measured(),
          switch (check.verdict()) {
            case KEPT -> "kept";
            case BROKEN -> "BROKEN";
            case OPEN -> "-";
          },
          check.promised());
    }
    console.lines(table.lines());
    verification.notes().forEach(console::line);
  }

  static Map<String, @Nullable Object> document(Verification verification) {
    return Json.object(
        "model", verification.model().shortForm(),
        "kept", verification.isKept(),
        "checks",
            verification.checks().stream()
                .map(
                    check ->
                        Json.object(
                            "subject", check.subject().name().toLowerCase(Locale.ROOT),
                            "promised", check.promised(),
                            "measured", check.measured(),
                            "verdict", check.verdict().name().toLowerCase(Locale.ROOT)))
                .toList(),
        "measured", document(verification.measured()),
        "notes", verification.notes());
  }

  /** How far a level is from its parent. */
  static void print(LevelQuality.Distance distance, Console console) {
    console.line("beside the parent " + distance.parent() + ":");
    TextOptions.lines(distance.divergence()).lines().forEach(line -> console.line("  " + line));
    distance
        .error()
        .ifPresent(
            error ->
                console.line(
                    String.format(
                        Locale.ROOT,
                        "  error of the weights %.4f of their own size, cosine %.6f",
                        error.relative(),
                        error.cosine())));
  }

  static Map<String, @Nullable Object> document(LevelQuality.Distance distance) {
    return Json.object(
        "parent", distance.parent().shortForm(),
        "answers", TextOptions.document(distance.divergence()),
        "weights",
            distance
                .error()
                .map(
                    error ->
                        Json.object(
                            "rmse", error.rmse(),
                            "relative", error.relative(),
                            "cosine", error.cosine()))
                .orElse(null));
  }

  static Map<String, @Nullable Object> document(Measured measured) {
    return Json.object(
        "quantization", measured.quantization().orElse(null),
        "context", measured.context().orElse(null),
        "memoryBytes", measured.memory().map(ByteSize::bytes).orElse(null),
        "residentBytes", measured.resident().map(ByteSize::bytes).orElse(null),
        "decodeTokensPerSecond", number(measured.decode()),
        "promptTokensPerSecond", number(measured.prompt()),
        "loadSeconds", number(measured.loadSeconds()),
        "at", measured.at().toString());
  }

  /** In a line: {@code 92 tokens/s, 20 MiB at 256 tokens of context, …}. */
  static String line(Measured measured) {
    List<String> parts = new ArrayList<>();
    measured.quantization().ifPresent(parts::add);
    measured.decode().ifPresent(rate -> parts.add(Math.round(rate) + " tokens/s"));
    measured.prompt().ifPresent(rate -> parts.add("prompt " + Math.round(rate) + " tokens/s"));
    measured.resident().or(measured::memory).ifPresent(size -> parts.add(size.toString()));
    measured.context().ifPresent(tokens -> parts.add("at " + tokens + " tokens of context"));
    parts.add("on " + measured.at().truncatedTo(ChronoUnit.SECONDS));
    return String.join(", ", parts);
  }

  private static @Nullable Double number(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }
}
