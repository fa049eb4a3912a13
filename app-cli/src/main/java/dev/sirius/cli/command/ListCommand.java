package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.LevelRecord.NestedLevel;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.ListModels;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Lists the installed models with their levels. */
@Command(name = "list", description = "List the installed models with their levels.")
public final class ListCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<ListModels> listModels;

  public ListCommand(GlobalOptions options, Console console, Provider<ListModels> listModels) {
    this.options = options;
    this.console = console;
    this.listModels = listModels;
  }

  @Override
  public void run() {
    List<ListModels.Entry> entries = listModels.get().list();
    if (options.json()) {
      console.json(Json.object("models", entries.stream().map(ListCommand::document).toList()));
      return;
    }
    if (entries.isEmpty()) {
      console.line("no models are installed; 'sirius pull MODEL' downloads one");
      return;
    }
    Table table = new Table(0).row("NAME", "ID", "SIZE", "TYPE", "LEVELS");
    for (ListModels.Entry entry : entries) {
      table.row(
          entry.model().name().shortForm(),
          entry.model().id(),
          entry.model().sizeText(),
          entry.levels().quantization().toOptional().orElse("?"),
          levels(entry.levels().recorded()));
    }
    console.lines(table.lines());
  }

  private static String levels(Optional<LevelRecord> recorded) {
    return recorded
        .map(
            levels ->
                levels.primary()
                    + levels.nested().stream()
                        .map(NestedLevel::type)
                        .map(type -> " > " + type)
                        .collect(Collectors.joining()))
        .orElse("-");
  }

  private static Map<String, @Nullable Object> document(ListModels.Entry entry) {
    return Json.object(
        "name", entry.model().name().shortForm(),
        "id", entry.model().id(),
        "size", entry.model().sizeText(),
        "sizeBytes", Json.valueOrNull(entry.model().size(), ByteSize::bytes),
        "modifiedAt", Json.valueOrNull(entry.model().modifiedAt(), Object::toString),
        "quantization", Json.valueOrNull(entry.levels().quantization(), type -> type),
        "primary", entry.levels().recorded().map(LevelRecord::primary).orElse(null),
        "nested",
            entry.levels().recorded().map(LevelRecord::nested).orElse(List.of()).stream()
                .map(nested -> Json.object("type", nested.type(), "threshold", nested.threshold()))
                .toList());
  }
}
