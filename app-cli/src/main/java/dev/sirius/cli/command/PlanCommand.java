package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.output.Console;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.policy.ChosenBy;
import dev.sirius.core.policy.Recommendation;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.KnownModel;
import dev.sirius.core.usecase.Plan;
import dev.sirius.core.usecase.PlanKnownModel;
import dev.sirius.core.usecase.PlanOrder;
import dev.sirius.core.usecase.RecommendLevel;
import dev.sirius.core.verify.Measured;
import dev.sirius.core.verify.port.MeasurementRecords;
import jakarta.inject.Provider;
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

/** Says what a model comes to on this device, type by type, and which one to take. */
@Command(
    name = "plan",
    description = "Say what a model needs as each type, whether it fits, and which to take.")
public final class PlanCommand implements Callable<Integer> {

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final Provider<FindModel> find;
  private final Provider<PlanKnownModel> planner;
  private final Provider<RecommendLevel> recommend;
  private final Provider<MeasurementRecords> measurements;
  private final Provider<Configuration> configuration;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "A path to a GGUF file, an installed model, one of the catalogue or of Ollama's registry,"
              + " hf.co/USER/REPO[:TYPE], or the address of a GGUF file.")
  private String model = "";

  @Mixin private PlanOptions run = new PlanOptions();

  @Mixin private PolicyOption policy = new PolicyOption();

  @Option(
      names = "--max-context",
      description =
          "Say the longest context that fits, by type, and what other formats of keys and values buy.")
  private boolean maxContext;

  @ArgGroup private Rows rows = new Rows();

  /** Which rows are wanted. */
  static final class Rows {
    @Option(names = "--levels", description = "Only the types of the four levels.")
    private boolean levels;

    @Option(
        names = "--types",
        description =
            "All types that can be made; the default, but where several are published those.")
    private boolean types;

    /** The types in question: those that are published, where several are; else all. */
    private List<QuantizationType> types(KnownModel known) {
      if (types) {
        return PlanKnownModel.types();
      }
      if (levels) {
        return PlanKnownModel.levels();
      }
      List<QuantizationType> published = known.publishedTypes();
      return published.isEmpty() ? PlanKnownModel.types() : published;
    }
  }

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param environment the environment variables
   * @param find finds the model
   * @param planner plans it
   * @param recommend chooses a level by the device alone
   * @param measurements what was measured of models on this device
   * @param configuration the settings
   */
  public PlanCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<FindModel> find,
      Provider<PlanKnownModel> planner,
      Provider<RecommendLevel> recommend,
      Provider<MeasurementRecords> measurements,
      Provider<Configuration> configuration) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.find = find;
    this.planner = planner;
    this.recommend = recommend;
    this.measurements = measurements;
    this.configuration = configuration;
  }

  @Override
  public Integer call() {
    PlanKnownModel planning = planner.get();
    Meanwhile<DeviceProfile> probing = Meanwhile.of("device-probe", planning::device);
    KnownModel known = find.get().find(model);
    List<QuantizationType> types = rows.types(known);
    PlanOrder order = run.order(types, environment);
    DeviceProfile device = probing.result();
    Plan plan = planning.plan(known, device, maxContext ? order.withDetails() : order);
    Optional<Measured> measured =
        known.origin() instanceof KnownModel.Origin.Installed installed
            ? measurements.get().find(DeviceFingerprint.of(device), installed.name())
            : Optional.empty();
    Optional<Recommendation> tier =
        policy.policy(configuration.get()) == ChosenBy.TIER
            ? Optional.of(recommend.get().recommend())
            : Optional.empty();
    PlanReport report = new PlanReport(known, plan, tier, measured, maxContext);
    if (options.json()) {
      Map<String, @Nullable Object> document = report.document();
      document.put("measuredHere", measured.map(VerificationView::document).orElse(null));
      console.json(document);
    } else {
      report.print(console);
    }
    boolean fits = report.fits();
    return (fits ? ExitCode.DONE : ExitCode.DOES_NOT_FIT).code();
  }
}
