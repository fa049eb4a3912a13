package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.LevelRecord.NestedLevel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.Candidate;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.ListModels;
import dev.sirius.core.usecase.PlanKnownModel;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Lists the installed models with their levels. */
@Command(name = "list", description = "List the installed models with their levels.")
public final class ListCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final Provider<ListModels> listModels;
  private final Provider<PlanKnownModel> planner;

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param environment the environment variables
   * @param listModels lists the models
   * @param planner says which of them fit
   */
  public ListCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<ListModels> listModels,
      Provider<PlanKnownModel> planner) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.listModels = listModels;
    this.planner = planner;
  }

  @Override
  public void run() {
    List<ListModels.Entry> entries = listModels.get().list();
    List<Row> rows = rows(entries);
    if (options.json()) {
      console.json(Json.object("models", rows.stream().map(ListCommand::document).toList()));
      return;
    }
    if (entries.isEmpty()) {
      console.line("no models are installed; 'sirius pull MODEL' downloads one");
      return;
    }
    Table table = new Table(0).row("NAME", "ID", "SIZE", "TYPE", "FITS", "LEVELS");
    for (Row row : rows) {
      ListModels.Entry entry = row.entry();
      table.row(
          entry.model().name().shortForm(),
          entry.model().id(),
          row.sharedWith().isEmpty() || isLast(row, rows)
              ? entry.model().sizeText()
              : "(" + entry.model().sizeText() + ")",
          entry.levels().quantization().toOptional().orElse("?"),
          row.fit().fold((one, source) -> PlanReport.fits(one), reason -> "?"),
          levels(entry.levels().recorded()));
    }
    console.lines(table.lines());
    if (rows.stream().anyMatch(row -> !row.sharedWith().isEmpty())) {
      console.line("(SIZE): the weights are those of a model below, kept once");
    }
  }

  /** Whether none below shares the row's weights. */
  private static boolean isLast(Row row, List<Row> rows) {
    return rows.subList(rows.indexOf(row) + 1, rows.size()).stream()
        .noneMatch(below -> row.sharedWith().contains(below.entry().model().name()));
  }

  /** An installed model, and what it comes to on this device. */
  private record Row(ListModels.Entry entry, Fact<Candidate> fit, List<ModelName> sharedWith) {}

  private List<Row> rows(List<ListModels.Entry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    PlanKnownModel planning = planner.get();
    DeviceProfile device = planning.device();
    return entries.stream()
        .map(
            entry ->
                new Row(
                    entry,
                    FindModel.installed(entry.description())
                        .fold(
                            (known, source) ->
                                planning.asItIs(known, device, PlanOptions.ofOllama(environment)),
                            Fact::unknown),
                    ListModels.sharing(entry, entries)))
        .toList();
  }

  /** The levels below the model, or of a family all, the model's own in brackets. */
  private static String levels(Optional<LevelRecord> recorded) {
    return recorded.map(ListCommand::levels).orElse("-");
  }

  private static String levels(LevelRecord levels) {
    List<String> types = new ArrayList<>(levels.nested().stream().map(NestedLevel::type).toList());
    if (types.contains(levels.primary())) {
      types.replaceAll(type -> type.equals(levels.primary()) ? "[" + type + "]" : type);
    } else {
      types.add(0, levels.primary());
    }
    return String.join(" > ", types);
  }

  private static Map<String, @Nullable Object> document(Row row) {
    ListModels.Entry entry = row.entry();
    return Json.object(
        "name", entry.model().name().shortForm(),
        "id", entry.model().id(),
        "size", entry.model().sizeText(),
        "sharesWeightsWith", row.sharedWith().stream().map(ModelName::shortForm).toList(),
        "sizeBytes", Json.valueOrNull(entry.model().size(), ByteSize::bytes),
        "modifiedAt", Json.valueOrNull(entry.model().modifiedAt(), Object::toString),
        "quantization", Json.valueOrNull(entry.levels().quantization(), type -> type),
        "fit", Json.fact(row.fit(), one -> one.fit().name().toLowerCase(Locale.ROOT)),
        "neededBytes", Json.valueOrNull(row.fit(), one -> one.needed().bytes()),
        "primary", entry.levels().recorded().map(LevelRecord::primary).orElse(null),
        "nested",
            entry.levels().recorded().map(LevelRecord::nested).orElse(List.of()).stream()
                .map(nested -> Json.object("type", nested.type(), "threshold", nested.threshold()))
                .toList());
  }
}
