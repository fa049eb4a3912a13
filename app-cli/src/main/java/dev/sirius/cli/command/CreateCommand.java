package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.output.Console;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelSource;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.policy.MobileProfile;
import dev.sirius.core.policy.TypeChoice;
import dev.sirius.core.usecase.ChooseType;
import dev.sirius.core.usecase.CreateModel;
import dev.sirius.core.usecase.CreateOrder;
import dev.sirius.core.usecase.CreatePlan;
import dev.sirius.core.usecase.OptimizeModel;
import dev.sirius.core.usecase.Target;
import dev.sirius.core.usecase.VerifyModel;
import dev.sirius.core.usecase.family.CreateFamily;
import dev.sirius.core.usecase.family.FamilyOrder;
import dev.sirius.core.verify.Verification;
import dev.sirius.core.weights.QuantizerChoice;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a model at a level from an installed one, or from a GGUF file. */
@Command(
    name = "create",
    description = {
      "Make a model at a level from an installed one, or from a GGUF file.",
      "Without --level or --type, it is the level of the best quality that fits this",
      "device, and none that holds more than the base. Everything else stays as in",
      "the base, unless an option says otherwise."
    })
public final class CreateCommand implements Callable<Integer> {

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final Provider<CreateModel> createModel;
  private final Provider<CreateFamily> createFamily;
  private final Provider<VerifyModel> verifyModel;
  private final Provider<ChooseType> chooseType;
  private final Provider<Configuration> configuration;
  private final FirstMeasurement measurement;
  private final Provider<MobileProfile> mobileProfile;

  @Parameters(
      index = "0",
      paramLabel = "BASE",
      converter = BaseConverter.class,
      description = "An installed model, or a path to a GGUF file.")
  private ModelSource base;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      converter = ModelNameConverter.class,
      description =
          "The new model; without it BASE's name with the type added to its tag, or -matryoshka for a family.")
  private @Nullable ModelName name;

  @ArgGroup private @Nullable TargetOptions target;

  @Mixin private PolicyOption policy = new PolicyOption();

  @Mixin private ModelfileOptions changes;

  @Mixin private QuantizerOptions quantizer;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "BASE's GGUF file, where Ollama's own cannot be read.")
  private @Nullable Path weights;

  @Option(
      names = "--nested",
      description = {
        "Make a family: a parent, the level for this",
        "device, and levels below it to step down to."
      })
  private boolean nested;

  @Mixin private FamilyOptions family;

  @Option(names = "--verify", description = "Verify the model when it is made.")
  private boolean verifying;

  @Option(names = "--force", description = "Replace a model of that name.")
  private boolean force;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest before it runs
  public CreateCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<CreateModel> createModel,
      Provider<CreateFamily> createFamily,
      Provider<VerifyModel> verifyModel,
      Provider<ChooseType> chooseType,
      Provider<Configuration> configuration,
      FirstMeasurement measurement,
      Provider<MobileProfile> mobileProfile) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.createModel = createModel;
    this.createFamily = createFamily;
    this.verifyModel = verifyModel;
    this.chooseType = chooseType;
    this.configuration = configuration;
    this.measurement = measurement;
    this.mobileProfile = mobileProfile;
  }

  @Override
  public Integer call() {
    QuantizerChoice by = quantizer.choice();
    if (nested) {
      quantizer.requireNoneForFamily("leave --nested out");
      return verified(makeFamily());
    }
    if (family.given()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--materialize, --parent and --family-context are for families; add --nested");
    }
    ModelName stem = name == null ? installed() : name;
    Optional<Target> named = target == null ? Optional.empty() : target.target();
    List<Instruction> instructions = instructions();
    CreateModel useCase = createModel.get();
    Optional<ModelDescription> shown =
        named.isPresent() ? Optional.empty() : Optional.of(useCase.described(base));
    Target wanted = named.orElseGet(() -> chosen(shown.orElseThrow(), instructions));
    ModelName newName =
        name == null ? stem.withTag(stem.tag() + "-" + wanted.type().tagSuffix()) : stem;
    CreateOrder order =
        new CreateOrder(
            base,
            newName,
            wanted,
            instructions,
            force,
            by,
            quantizer.guidance(),
            Optional.ofNullable(weights));
    new CreateReport(options, console, measurement)
        .finish(
            shown.map(model -> useCase.plan(order, model)).orElseGet(() -> useCase.plan(order)),
            dryRun,
            useCase);
    return verified(newName);
  }

  private Target chosen(ModelDescription model, List<Instruction> instructions) {
    TypeChoice choice =
        chooseType
            .get()
            .choose(
                policy.policy(configuration.get()),
                model,
                instructions,
                PlanOptions.ofOllama(environment));
    if (choice.type().isEmpty()) {
      throw CreateReport.failure(new CreatePlan.NothingFits(base, choice));
    }
    return new Target.Chosen(choice);
  }

  private int verified(ModelName made) {
    if (!verifying || dryRun) {
      return ExitCode.DONE.code();
    }
    Verification verification = verifyModel.get().verify(made, PlanOptions.ofOllama(environment));
    if (!options.json()) {
      VerificationView.print(verification, console);
    }
    return (verification.isKept() ? ExitCode.DONE : ExitCode.FAILED).code();
  }

  /** The base whose name the new model's is made of. */
  private ModelName installed() {
    if (base instanceof ModelSource.Installed installed) {
      return installed.name();
    }
    throw new CommandFailure(
        ExitCode.USAGE, "a model made of a file needs a name: sirius create " + base + " NAME");
  }

  private List<Instruction> instructions() {
    List<Instruction> instructions = new ArrayList<>();
    if (options.mobile()) {
      instructions.addAll(mobileProfile.get().instructions());
    }
    instructions.addAll(changes.stated());
    return instructions;
  }

  private ModelName makeFamily() {
    Optional<Target> named = target == null ? Optional.empty() : target.target();
    Optional<Target> wanted =
        chooseType
            .get()
            .primary(
                policy.policy(configuration.get()), named, () -> createModel.get().described(base));
    ModelName newName = name == null ? OptimizeModel.optimizedName(installed()) : name;
    FamilyOrder order = family.order(base, newName, wanted, instructions(), force, environment);
    new FamilyReport(options, console).finish(order, dryRun, createFamily.get(), measurement);
    return newName;
  }
}
