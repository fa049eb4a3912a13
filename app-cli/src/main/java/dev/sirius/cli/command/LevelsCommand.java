package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.LevelRecord.NestedLevel;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import jakarta.inject.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the levels there are, or those that a model has. */
@Command(
    name = "levels",
    description = "List the levels and types there are, or those that a model has.")
public final class LevelsCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<ModelStore> store;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      converter = ModelNameConverter.class,
      description = "An installed model.")
  private @Nullable ModelName model;

  public LevelsCommand(GlobalOptions options, Console console, Provider<ModelStore> store) {
    this.options = options;
    this.console = console;
    this.store = store;
  }

  @Override
  public void run() {
    if (model == null) {
      showAll();
    } else {
      showThose(ModelLevels.of(store.get().show(model)));
    }
  }

  private void showAll() {
    if (options.json()) {
      console.json(
          Json.object(
              "levels", Arrays.stream(Level.values()).map(LevelsCommand::document).toList(),
              "types",
                  Arrays.stream(QuantizationType.values()).map(LevelsCommand::document).toList()));
      return;
    }
    Table levels = new Table(0).row("LEVEL", "TYPE", "BITS", "FOR");
    for (Level level : Level.values()) {
      levels.row(
          level.name(),
          level.type().label(),
          String.valueOf(level.bits()),
          level.intendedDevices() + ": " + level.tradeOff());
    }
    console.lines(levels.lines());
    console.line("");
    Table types = new Table(0).row("TYPE", "LEVEL", "BITS", "WHAT IT IS");
    for (QuantizationType type : QuantizationType.values()) {
      types.row(type.label(), Level.of(type).name(), bits(type), type.description());
    }
    console.lines(types.lines());
    console.line("");
    console.line("BITS: what most weights take; most types keep some tensors at more.");
  }

  private static Map<String, @Nullable Object> document(Level level) {
    return Json.object(
        "level", level.name(),
        "type", level.type().label(),
        "bits", level.bits(),
        "description", level.description(),
        "intendedDevices", level.intendedDevices(),
        "tradeOff", level.tradeOff());
  }

  private static Map<String, @Nullable Object> document(QuantizationType type) {
    return Json.object(
        "type", type.label(),
        "level", Level.of(type).name(),
        "bitsPerWeight", type.bitsPerWeight(),
        "description", type.description());
  }

  private static String bits(QuantizationType type) {
    return String.format(Locale.ROOT, "%.2f", type.bitsPerWeight());
  }

  private void showThose(ModelLevels levels) {
    if (options.json()) {
      console.json(document(levels));
      return;
    }
    console.headline(levels.name().shortForm(), "");
    Table table = new Table(2);
    table.row(
        "quantization",
        levels.quantization().fold((type, source) -> type, reason -> "not known: " + reason));
    Optional<LevelRecord> recorded = levels.recorded();
    if (recorded.isEmpty()) {
      table.row("levels", "none recorded; 'sirius optimize " + levels.name() + "' records them");
    } else {
      table.row("primary", recorded.get().primary());
      for (NestedLevel nested : recorded.get().nested()) {
        table.row("nested", nested.type() + "  threshold " + nested.threshold());
      }
    }
    console.lines(table.lines());
  }

  /** A model's levels as JSON. */
  static Map<String, @Nullable Object> document(ModelLevels levels) {
    return Json.object(
        "model", levels.name().shortForm(),
        "quantization", Json.valueOrNull(levels.quantization(), type -> type),
        "primary", levels.recorded().map(LevelRecord::primary).orElse(null),
        "nested",
            levels.recorded().map(LevelRecord::nested).orElse(List.of()).stream()
                .map(nested -> Json.object("type", nested.type(), "threshold", nested.threshold()))
                .toList());
  }
}
