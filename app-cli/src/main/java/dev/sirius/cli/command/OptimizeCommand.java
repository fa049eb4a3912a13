package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.output.Console;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.policy.MobileProfile;
import dev.sirius.core.usecase.ChooseType;
import dev.sirius.core.usecase.CreateModel;
import dev.sirius.core.usecase.CreatePlan;
import dev.sirius.core.usecase.OptimizeModel;
import dev.sirius.core.usecase.Target;
import dev.sirius.core.usecase.family.CreateFamily;
import dev.sirius.core.usecase.family.FamilyOrder;
import dev.sirius.core.weights.QuantizerChoice;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the form of an installed model that suits this device. */
@Command(
    name = "optimize",
    description = {
      "Make the form of an installed model that suits this device.",
      "It is named MODEL-matryoshka, and is a family of levels to step between.",
      "A model that is optimized already is left alone."
    })
public final class OptimizeCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final Provider<OptimizeModel> optimizeModel;
  private final Provider<CreateModel> createModel;
  private final Provider<CreateFamily> createFamily;
  private final Provider<ChooseType> chooseType;
  private final Provider<ModelStore> store;
  private final Provider<Configuration> configuration;
  private final FirstMeasurement measurement;
  private final Provider<MobileProfile> mobileProfile;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      converter = ModelNameConverter.class,
      description = "An installed model.")
  private ModelName model;

  @ArgGroup private @Nullable TargetOptions target;

  @Mixin private PolicyOption policy = new PolicyOption();

  @Mixin private QuantizerOptions quantizer;

  @Option(
      names = "--no-nested",
      description = {"Make one level alone, no family."})
  private boolean single;

  @Mixin private FamilyOptions family;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest before it runs
  public OptimizeCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<OptimizeModel> optimizeModel,
      Provider<CreateModel> createModel,
      Provider<CreateFamily> createFamily,
      Provider<ChooseType> chooseType,
      Provider<ModelStore> store,
      Provider<Configuration> configuration,
      FirstMeasurement measurement,
      Provider<MobileProfile> mobileProfile) {
    this.options = options;
    this.console = console;
    this.optimizeModel = optimizeModel;
    this.createModel = createModel;
    this.createFamily = createFamily;
    this.environment = Map.copyOf(environment);
    this.chooseType = chooseType;
    this.store = store;
    this.configuration = configuration;
    this.measurement = measurement;
    this.mobileProfile = mobileProfile;
  }

  @Override
  public void run() {
    QuantizerChoice by = quantizer.choice();
    Optional<Target> wanted = target == null ? Optional.empty() : target.target();
    List<Instruction> changes = options.mobile() ? mobileProfile.get().instructions() : List.of();
    if (!single) {
      quantizer.requireNoneForFamily("add --no-nested");
      makeFamily(wanted, changes);
      return;
    }
    if (family.given()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--materialize, --parent and --family-context are for families; leave --no-nested out");
    }
    new CreateReport(options, console, measurement)
        .finish(
            optimizeModel
                .get()
                .plan(
                    model,
                    wanted,
                    changes,
                    by,
                    quantizer.guidance(),
                    policy.policy(configuration.get()),
                    PlanOptions.ofOllama(environment)),
            dryRun,
            createModel.get());
  }

  private void makeFamily(Optional<Target> wanted, List<Instruction> changes) {
    Optional<CreatePlan.AlreadyOptimized> optimized = optimizeModel.get().isOptimized(model);
    if (optimized.isPresent()) {
      new CreateReport(options, console, measurement)
          .finish(optimized.get(), dryRun, createModel.get());
      return;
    }
    Optional<Target> primary =
        chooseType
            .get()
            .primary(policy.policy(configuration.get()), wanted, () -> store.get().show(model));
    FamilyOrder order =
        family.order(
            new ModelSource.Installed(model),
            OptimizeModel.optimizedName(model),
            primary,
            changes,
            false,
            environment);
    new FamilyReport(options, console).finish(order, dryRun, createFamily.get(), measurement);
  }
}
