package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.policy.Recommendation;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.usecase.RecommendLevel;
import jakarta.inject.Provider;
import picocli.CommandLine.Command;

/** Says which level this device should run, and why. */
@Command(name = "recommend", description = "Say which level this device should run, and why.")
public final class RecommendCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<RecommendLevel> recommendLevel;

  public RecommendCommand(
      GlobalOptions options, Console console, Provider<RecommendLevel> recommendLevel) {
    this.options = options;
    this.console = console;
    this.recommendLevel = recommendLevel;
  }

  @Override
  public void run() {
    Recommendation recommendation = recommendLevel.get().recommend();
    Level level = recommendation.level();
    if (options.json()) {
      console.json(
          Json.object(
              "level", level.name(),
              "type", level.type().label(),
              "bits", level.bits(),
              "description", level.description(),
              "certain", recommendation.certain(),
              "reasons",
                  recommendation.reasons().stream()
                      .map(reason -> Json.object("code", reason.code(), "text", reason.text()))
                      .toList()));
      return;
    }
    console.headline(
        level.name(),
        "  "
            + level.type().label()
            + ", "
            + level.description()
            + (recommendation.certain() ? "" : " (assumed)"));
    Table table = new Table(2);
    for (Reason reason : recommendation.reasons()) {
      table.row("-", reason.text());
    }
    console.lines(table.lines());
  }
}
