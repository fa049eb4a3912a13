package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.model.FolderReport;
import dev.sirius.core.model.FolderReport.Orphan;
import dev.sirius.core.model.port.FolderCheck;
import dev.sirius.core.size.ByteSize;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes from the model folder what no model needs. */
@Command(name = "gc", description = "Remove from the model folder what no model needs.")
public final class GcCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<Optional<FolderCheck>> folder;

  @Option(names = "--dry-run", description = "Only show what would be removed.")
  private boolean dryRun;

  public GcCommand(GlobalOptions options, Console console, Provider<Optional<FolderCheck>> folder) {
    this.options = options;
    this.console = console;
    this.folder = folder;
  }

  @Override
  public void run() {
    FolderCheck check =
        folder
            .get()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.NOT_FOUND, "there is no model folder; name it with --store"));
    FolderReport report = check.check(false, step -> {});
    if (!options.json()) {
      show(report.orphans());
    }
    List<Orphan> removed = dryRun ? List.of() : check.remove(report.orphans());
    ByteSize freed =
        new ByteSize(
            removed.stream().mapToLong(orphan -> orphan.size().bytes()).reduce(0, Math::addExact));
    if (options.json()) {
      console.json(
          Json.object(
              "folder",
              report.folder().toString(),
              "dryRun",
              dryRun,
              "orphans",
              report.orphans().stream().map(orphan -> json(orphan, removed)).toList(),
              "freedBytes",
              freed.bytes()));
    } else if (dryRun) {
      console.line("would free " + report.removable() + " in " + report.folder());
    } else {
      console.line(
          "removed "
              + removed.size()
              + (removed.size() == 1 ? " file, " : " files, ")
              + freed
              + ", from "
              + report.folder());
    }
  }

  /** All of them are shown before any is removed. */
  private void show(List<Orphan> orphans) {
    Table table = new Table(0);
    orphans.forEach(
        orphan ->
            table.row(
                orphan.removable() ? "remove" : "keep",
                orphan.size().toString(),
                orphan.file().getFileName() + ": " + orphan.why()));
    console.lines(table.lines());
  }

  private static Map<String, @Nullable Object> json(Orphan orphan, List<Orphan> removed) {
    return Json.object(
        "file", orphan.file().toString(),
        "bytes", orphan.size().bytes(),
        "removable", orphan.removable(),
        "removed", removed.stream().anyMatch(gone -> gone.file().equals(orphan.file())),
        "why", orphan.why());
  }
}
