package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.catalogue.Outline;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.policy.ChosenBy;
import dev.sirius.core.policy.FitChoice;
import dev.sirius.core.policy.Reason;
import dev.sirius.core.policy.Recommendation;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.FittingModels;
import dev.sirius.core.usecase.FittingModels.Fitting;
import dev.sirius.core.usecase.KnownModel;
import dev.sirius.core.usecase.Plan;
import dev.sirius.core.usecase.PlanKnownModel;
import dev.sirius.core.usecase.RecommendLevel;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Says which level a model should have on this device, and why; without a model, the device's tier
 * and the largest models that fit.
 */
@Command(
    name = "recommend",
    description = "Say which level a model, or this device, should run, and why.")
public final class RecommendCommand implements Callable<Integer> {

  /** Models that are named for each level. */
  private static final int MODELS = 3;

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final Provider<RecommendLevel> recommendLevel;
  private final Provider<FindModel> find;
  private final Provider<PlanKnownModel> planner;
  private final Provider<FittingModels> fitting;
  private final Provider<Configuration> configuration;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "A path to a GGUF file, an installed model, or one of the catalogue.")
  private @Nullable String model;

  @Spec private CommandSpec spec;

  @Mixin private PlanOptions run = new PlanOptions();

  @Mixin private PolicyOption policy = new PolicyOption();

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param environment the environment variables
   * @param recommendLevel chooses a level by the device alone
   * @param find finds a model
   * @param planner plans it
   * @param fitting finds what the device can run
   * @param configuration the settings
   */
  @SuppressWarnings("NullAway.Init") // picocli sets spec before it runs
  public RecommendCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<RecommendLevel> recommendLevel,
      Provider<FindModel> find,
      Provider<PlanKnownModel> planner,
      Provider<FittingModels> fitting,
      Provider<Configuration> configuration) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.recommendLevel = recommendLevel;
    this.find = find;
    this.planner = planner;
    this.fitting = fitting;
    this.configuration = configuration;
  }

  @Override
  public Integer call() {
    ChosenBy by = policy.policy(configuration.get());
    if (model != null && by == ChosenBy.FIT) {
      return forModel(model).code();
    }
    Recommendation recommendation = recommendLevel.get().recommend();
    if (by == ChosenBy.TIER) {
      show(recommendation, Json.object());
      return ExitCode.DONE.code();
    }
    run.requireOnlyMemory(spec.commandLine());
    Map<Level, List<Fitting>> models =
        fitting.get().on(planner.get().device(), run.idle(), run.reserve(), MODELS);
    show(recommendation, Json.object("models", document(models)));
    if (!options.json()) {
      print(models);
    }
    return ExitCode.DONE.code();
  }

  private ExitCode forModel(String wanted) {
    KnownModel known = find.get().find(wanted);
    PlanKnownModel planning = planner.get();
    DeviceProfile device = planning.device();
    FitChoice choice =
        planning.plan(known, device, run.order(PlanKnownModel.levels(), environment)).choice();
    Level level = choice.type().map(Level::of).orElse(Level.TINY);
    Plan all = planning.plan(known, device, run.order(PlanKnownModel.types(), environment));
    show(
        new Recommendation(level, choice.certain() && choice.type().isPresent(), choice.reasons()),
        Json.object(
            "model",
            known.label(),
            "origin",
            known.origin().code(),
            "fits",
            choice.type().isPresent(),
            "bestType",
            all.choice().type().map(QuantizationType::label).orElse(null)));
    if (!options.json()) {
      all.choice()
          .type()
          .ifPresent(
              type ->
                  console.lines(
                      new Table(2)
                          .row(
                              "-",
                              "of all types, "
                                  + type.label()
                                  + " is the best that fits; 'sirius plan "
                                  + wanted
                                  + "' shows them")
                          .lines()));
    }
    return choice.type().isPresent() ? ExitCode.DONE : ExitCode.DOES_NOT_FIT;
  }

  private void print(Map<Level, List<Fitting>> models) {
    if (models.values().stream().allMatch(List::isEmpty)) {
      return;
    }
    console.line("");
    console.line(
        "the largest models of the catalogue that fit, at "
            + Outline.CONTEXT_LENGTH
            + " tokens of context:");
    Table table = new Table(2);
    models.forEach(
        (level, fitting) ->
            table.row(
                level.name(),
                fitting.isEmpty()
                    ? "none"
                    : fitting.stream()
                        .map(one -> one.name().shortForm() + " (" + one.needed() + ")")
                        .collect(Collectors.joining(", "))));
    console.lines(table.lines());
  }

  private static Map<String, @Nullable Object> document(Map<Level, List<Fitting>> models) {
    Map<String, @Nullable Object> document = Json.object();
    models.forEach(
        (level, fitting) ->
            document.put(level.name(), fitting.stream().map(RecommendCommand::document).toList()));
    return document;
  }

  private static Map<String, @Nullable Object> document(Fitting one) {
    return Json.object(
        "model", one.name().shortForm(),
        "parameters", one.parameters(),
        "pulls", one.pulls().orElse(null),
        "neededBytes", one.needed().bytes(),
        "fit", one.fit().name().toLowerCase(Locale.ROOT));
  }

  private void show(Recommendation recommendation, Map<String, @Nullable Object> more) {
    Level level = recommendation.level();
    if (options.json()) {
      Map<String, @Nullable Object> document =
          Json.object(
              "level", level.name(),
              "type", level.type().label(),
              "bits", level.bits(),
              "description", level.description(),
              "certain", recommendation.certain(),
              "reasons",
                  recommendation.reasons().stream()
                      .map(reason -> Json.object("code", reason.code(), "text", reason.text()))
                      .toList());
      document.putAll(more);
      console.json(document);
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
