package dev.sirius.cli.command;

import dev.sirius.cli.doctor.Examination;
import dev.sirius.cli.doctor.Examination.Finding;
import dev.sirius.cli.doctor.Examination.State;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.cli.output.Table;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks whether all that Sirius rests on is in order. */
@Command(name = "doctor", description = "Look whether all that Sirius rests on is in order.")
public final class DoctorCommand implements Callable<Integer> {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<Examination> examination;

  @Option(
      names = "--deep",
      description = "Read every blob of the model folder and compute its digest.")
  private boolean deep;

  public DoctorCommand(GlobalOptions options, Console console, Provider<Examination> examination) {
    this.options = options;
    this.console = console;
    this.examination = examination;
  }

  @Override
  public Integer call() {
    List<Finding> findings;
    try (ProgressLine progress = console.progress()) {
      findings = examination.get().findings(deep, progress);
    }
    boolean healthy = findings.stream().noneMatch(finding -> finding.state() == State.FAILED);
    if (options.json()) {
      console.json(
          Json.object(
              "healthy",
              healthy,
              "checks",
              findings.stream()
                  .map(
                      finding ->
                          Json.object(
                              "name", finding.name(),
                              "state", word(finding.state()),
                              "text", finding.text()))
                  .toList()));
    } else {
      Table table = new Table(0);
      findings.forEach(finding -> table.row(finding.name(), word(finding.state()), finding.text()));
      console.lines(table.lines());
    }
    return healthy ? ExitCode.DONE.code() : ExitCode.FAILED.code();
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
