package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.cli.output.Table;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.LevelRecord.NestedLevel;
import dev.sirius.core.modelfile.ModelfileRenderer;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.policy.TypeChoice;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.block.Search;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.CreateModel;
import dev.sirius.core.usecase.CreatePlan;
import dev.sirius.core.usecase.Created;
import dev.sirius.core.usecase.LevelPlan;
import dev.sirius.core.usecase.Target;
import dev.sirius.core.weights.Arrival;
import dev.sirius.core.weights.Guidance;
import dev.sirius.core.weights.WeightsRoute;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out and tells what an order for a model comes to; {@code create} and {@code optimize}
 * share it.
 */
final class CreateReport {

  private final GlobalOptions options;
  private final Console console;
  private final FirstMeasurement measurement;

  CreateReport(GlobalOptions options, Console console, FirstMeasurement measurement) {
    this.options = options;
    this.console = console;
    this.measurement = measurement;
  }

  /**
   * Carries a plan out, or says why not.
   *
   * @throws CommandFailure when the plan cannot be carried out
   */
  void finish(CreatePlan plan, boolean dryRun, CreateModel createModel) {
    if (plan instanceof CreatePlan.NameTaken taken) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "a model named "
              + taken.name()
              + " exists; choose another name, or --force to replace it");
    }
    if (plan instanceof CreatePlan.LevelUnreachable unreachable) {
      throw new CommandFailure(ExitCode.DOES_NOT_FIT, text(unreachable));
    }
    if (plan instanceof CreatePlan.NothingToQuantize nothing) {
      throw new CommandFailure(
          ExitCode.FAILED,
          nothing.base()
              + ": "
              + nothing.route().text()
              + "; leave --imatrix and --search out, or name a --type that holds less");
    }
    if (plan instanceof CreatePlan.NothingFits nothing) {
      throw failure(nothing);
    }
    if (plan instanceof CreatePlan.AlreadyOptimized optimized) {
      tell(optimized);
      return;
    }
    CreatePlan.Ready ready = (CreatePlan.Ready) plan;
    if (dryRun) {
      tell(ready, Optional.empty(), true);
    } else {
      measurement.takeOnceBefore(
          () -> {
            Created created = carriedOut(ready, createModel);
            tell(created.plan(), created.arrival(), false);
          });
    }
  }

  /** Says that nothing fits, and what would help. */
  static CommandFailure failure(CreatePlan.NothingFits plan) {
    return new CommandFailure(
        ExitCode.DOES_NOT_FIT,
        plan.base()
            + ": "
            + plan.choice().reasons().stream().map(Reason::text).collect(Collectors.joining("; "))
            + "; free some memory, give it a shorter --num-ctx, or name a --type to have it made"
            + " all the same");
  }

  private Created carriedOut(CreatePlan.Ready plan, CreateModel createModel) {
    try (ProgressLine progress = console.progress()) {
      return createModel.carryOut(plan, progress);
    }
  }

  private static String text(CreatePlan.LevelUnreachable plan) {
    WeightsRoute.Unreachable route = plan.route();
    StringBuilder text =
        new StringBuilder(plan.base() + " cannot be brought to " + route.wanted().label());
    text.append(": ").append(route.why());
    for (int i = 0; i < route.waysOut().size(); i++) {
      text.append(i == 0 ? "; what would help: " : "; or ").append(route.waysOut().get(i));
    }
    return text.toString();
  }

  private void tell(CreatePlan.AlreadyOptimized plan) {
    if (options.json()) {
      console.json(
          Json.object(
              "action", "none",
              "model", plan.name().shortForm(),
              "primary", plan.levels().primary(),
              "nested", nested(plan.levels())));
    } else {
      console.line(plan.name() + " is optimized already; nothing was changed");
    }
  }

  private void tell(CreatePlan.Ready plan, Optional<Arrival> arrival, boolean dryRun) {
    if (options.json()) {
      console.json(document(plan, arrival, dryRun));
      return;
    }
    Table table = new Table(0);
    table.row("base", plan.base() + ", " + source(plan.route()));
    table.row("weights", weights(plan));
    why(plan).ifPresent(choice -> addReasons(table, choice));
    plan.bySirius()
        .ifPresent(
            own -> {
              table.row("from", own.weights().toString());
              table.row("size", size(own));
              table.row("loss", LossText.of(own.quantized()));
            });
    table.row("gain", gain(plan));
    table.row("levels", plan.levels().primary() + " primary");
    for (NestedLevel nested : plan.levels().nested()) {
      table.row("", nested.type() + " nested, threshold " + nested.threshold());
    }
    if (dryRun) {
      table.row(
          plan.replaces() ? "would replace" : "would create",
          plan.request().name()
              + (plan.bySirius().isPresent()
                  ? ", with this Modelfile, its FROM then naming the new weights:"
                  : ", with this Modelfile:"));
    } else {
      table.row(plan.replaces() ? "replaced" : "created", plan.request().name().shortForm());
    }
    arrival.ifPresent(told -> table.row("check", told.text()));
    console.lines(table.lines());
    if (dryRun) {
      console.raw(new ModelfileRenderer().render(plan.request().modelfile()));
    }
  }

  private static Optional<TypeChoice> why(CreatePlan.Ready plan) {
    return plan.order().target() instanceof Target.Chosen chosen
        ? Optional.of(chosen.choice())
        : Optional.empty();
  }

  private static void addReasons(Table table, TypeChoice choice) {
    String name = choice.certain() ? "why" : "assumed";
    for (Reason reason : choice.reasons()) {
      table.row(name, reason.text());
      name = "";
    }
  }

  private static Map<String, @Nullable Object> document(
      CreatePlan.Ready plan, Optional<Arrival> arrival, boolean dryRun) {
    return Json.object(
        "action", dryRun ? "would-create" : "created",
        "model", plan.request().name().shortForm(),
        "base", plan.base().text(),
        "replaced", plan.replaces(),
        "sourceType", source(plan.route()),
        "quantizedBy", quantizer(plan.route()),
        "weights", weights(plan),
        "choice", why(plan).map(CreateReport::document).orElse(null),
        "importances",
            plan.bySirius()
                .flatMap(own -> own.guidance().importances())
                .map(Path::toString)
                .orElse(null),
        "search", plan.bySirius().map(own -> own.guidance().search().label()).orElse(null),
        "weightsFile", plan.bySirius().map(own -> own.weights().toString()).orElse(null),
        "weightsBytes",
            plan.bySirius().map(own -> own.quantized().file().size().bytes()).orElse(null),
        "expectedLoss", plan.bySirius().map(own -> LossText.of(own.quantized())).orElse(null),
        "arrival", arrival.map(Arrival::code).orElse(null),
        "gain", gain(plan),
        "primary", plan.levels().primary(),
        "nested", nested(plan.levels()),
        "modelfile", new ModelfileRenderer().render(plan.request().modelfile()));
  }

  /** What was chosen as JSON. */
  static Map<String, @Nullable Object> document(TypeChoice choice) {
    return Json.object(
        "type", choice.type().map(QuantizationType::label).orElse(null),
        "by", choice.by().code(),
        "certain", choice.certain(),
        "reasons",
            choice.reasons().stream()
                .map(reason -> Json.object("code", reason.code(), "text", reason.text()))
                .toList());
  }

  private static List<Map<String, @Nullable Object>> nested(LevelRecord levels) {
    return levels.nested().stream()
        .map(level -> Json.object("type", level.type(), "threshold", level.threshold()))
        .toList();
  }

  private static @Nullable String quantizer(WeightsRoute route) {
    if (route instanceof WeightsRoute.ByOllama) {
      return "ollama";
    }
    return route instanceof WeightsRoute.BySirius ? "sirius" : null;
  }

  private static String size(LevelPlan plan) {
    ByteSize bytes = plan.quantized().file().size();
    return bytes + " (" + bytes.bytes() + " bytes)";
  }

  private static String gain(CreatePlan.Ready plan) {
    if (plan.route() instanceof WeightsRoute.AsTheyAre) {
      return "none in memory or speed; the weights are those of "
          + plan.base()
          + ", kept once; new is the record of its levels";
    }
    return String.format(
        Locale.ROOT,
        "most weights take %.2f bits instead of %.2f",
        plan.route().wanted().bitsPerWeight(),
        sourceType(plan.route()).bitsPerWeight());
  }

  private static String source(WeightsRoute route) {
    return sourceType(route).label();
  }

  private static QuantizationType sourceType(WeightsRoute route) {
    if (route instanceof WeightsRoute.ByOllama byOllama) {
      return byOllama.source();
    }
    if (route instanceof WeightsRoute.BySirius bySirius) {
      return bySirius.source();
    }
    return route instanceof WeightsRoute.AsTheyAre asTheyAre ? asTheyAre.source() : route.wanted();
  }

  private static String weights(CreatePlan.Ready plan) {
    WeightsRoute route = plan.route();
    if (route instanceof WeightsRoute.AsTheyAre asTheyAre) {
      return asTheyAre.text();
    }
    String by = plan.bySirius().map(CreateReport::quantizer).orElse("Ollama");
    return "quantized to " + route.wanted().label() + " by " + by;
  }

  private static String quantizer(LevelPlan plan) {
    Guidance guidance = plan.guidance();
    return "Sirius"
        + guidance.importances().map(file -> ", by the importances of " + file).orElse("")
        + (guidance.search() == Search.REFERENCE
            ? ""
            : ", with a " + guidance.search().label() + " search");
  }
}
