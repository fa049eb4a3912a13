package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.cli.output.Table;
import dev.sirius.core.family.Family;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.LevelRecord.NestedLevel;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.usecase.family.DescribeFamily;
import dev.sirius.core.usecase.family.DescribeFamily.Described;
import dev.sirius.core.usecase.family.FamilyMember;
import dev.sirius.core.usecase.family.FamilyState;
import dev.sirius.core.usecase.family.ReadFamily;
import dev.sirius.core.usecase.family.VerifyLevels;
import dev.sirius.core.usecase.family.VerifyLevels.Verified;
import jakarta.inject.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the levels there are, or those that a model has. */
@Command(
    name = "levels",
    description = "List the levels and types there are, or those that a model has.")
public final class LevelsCommand implements Callable<Integer> {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<ModelStore> store;
  private final Provider<DescribeFamily> describe;
  private final Provider<VerifyLevels> verify;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      converter = ModelNameConverter.class,
      description = "An installed model.")
  private @Nullable ModelName model;

  @Option(
      names = "--verify",
      description = {
        "Make each level of a family once more, and",
        "compare the tensors' data by digest."
      })
  private boolean verifying;

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param store the models
   * @param describe tells of families
   * @param verify compares a family's levels with what its parent gives
   */
  public LevelsCommand(
      GlobalOptions options,
      Console console,
      Provider<ModelStore> store,
      Provider<DescribeFamily> describe,
      Provider<VerifyLevels> verify) {
    this.options = options;
    this.console = console;
    this.store = store;
    this.describe = describe;
    this.verify = verify;
  }

  @Override
  public Integer call() {
    if (model == null) {
      if (verifying) {
        throw new CommandFailure(ExitCode.USAGE, "--verify needs a MODEL");
      }
      showAll();
      return ExitCode.DONE.code();
    }
    if (verifying) {
      return verify(new ReadFamily(store.get()).read(model));
    }
    show(model);
    return ExitCode.DONE.code();
  }

  /** A model whose record is no family's is shown without looking at the others. */
  private void show(ModelName name) {
    ReadFamily families = new ReadFamily(store.get());
    Optional<FamilyState> family;
    try {
      ModelLevels levels = ModelLevels.of(store.get().show(name));
      family =
          levels.recorded().flatMap(record -> Family.of(name, record)).isPresent()
              ? families.find(name)
              : Optional.empty();
      if (family.isEmpty()) {
        showThose(levels);
        return;
      }
    } catch (ModelStoreException e) {
      family = withoutPrimary(families, name, e);
    }
    show(describe.get().describe(family.orElseThrow()), List.of());
  }

  /** The family of a name that is not installed itself; the failure when there is none. */
  private static Optional<FamilyState> withoutPrimary(
      ReadFamily families, ModelName name, ModelStoreException failure) {
    if (failure.kind() != ModelStoreException.Kind.NOT_FOUND) {
      throw failure;
    }
    try {
      return families.find(name);
    } catch (ModelStoreException e) {
      throw e.kind() == ModelStoreException.Kind.NOT_FOUND ? failure : e;
    }
  }

  private int verify(FamilyState family) {
    List<Verified> verified;
    try (ProgressLine progress = console.progress()) {
      verified = verify.get().verify(family, progress);
    }
    show(describe.get().describe(family), verified);
    boolean same = verified.stream().allMatch(Verified::isSame);
    return (same ? ExitCode.DONE : ExitCode.FAILED).code();
  }

  private void show(Described family, List<Verified> verified) {
    if (options.json()) {
      ModelLevels levels = ModelLevels.of(store.get().show(shown(family)));
      Map<String, @Nullable Object> document = document(levels);
      document.put("family", FamilyView.document(family));
      document.put(
          "verified", verifying ? verified.stream().map(FamilyView::document).toList() : null);
      console.json(document);
      return;
    }
    FamilyView.print(family, console);
    if (verifying) {
      FamilyView.print(verified, console);
    }
  }

  /** The primary, or a member where there is none. */
  private static ModelName shown(Described family) {
    return family.state().primary().isPresent()
        ? family.state().name()
        : family.state().members().stream()
            .filter(FamilyMember::exists)
            .map(FamilyMember::name)
            .findFirst()
            .orElseThrow();
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
      Map<String, @Nullable Object> document = document(levels);
      document.put("family", null);
      document.put("verified", null);
      console.json(document);
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
