package dev.sirius.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import dev.sirius.adapters.catalogue.JsonModelCatalogue;
import dev.sirius.adapters.device.FileMeasurementRecords;
import dev.sirius.adapters.device.FileSpeedRecords;
import dev.sirius.adapters.device.JavaSpeedMeter;
import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.adapters.ollama.http.HttpOllama;
import dev.sirius.adapters.ollama.http.ServerPresence;
import dev.sirius.cli.command.GlobalOptions;
import dev.sirius.cli.command.InspectCommand;
import dev.sirius.cli.command.ListCommand;
import dev.sirius.cli.command.PlanCommand;
import dev.sirius.cli.command.RecommendCommand;
import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.ConfigurationException;
import dev.sirius.cli.config.ConfigurationLoader;
import dev.sirius.cli.config.Setting;
import dev.sirius.cli.output.Console;
import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.OllamaHost;
import dev.sirius.core.plan.QuantizedForms;
import dev.sirius.core.plan.WeightForms;
import dev.sirius.core.plan.speed.port.SpeedMeter;
import dev.sirius.core.plan.speed.port.SpeedRecords;
import dev.sirius.core.usecase.ChooseType;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.FittingModels;
import dev.sirius.core.usecase.ListModels;
import dev.sirius.core.usecase.MeasureDevice;
import dev.sirius.core.usecase.OutlineModels;
import dev.sirius.core.usecase.PlanKnownModel;
import dev.sirius.core.usecase.RecommendLevel;
import dev.sirius.core.verify.port.MeasurementRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Joins what knows and plans models to its adapters. */
final class PlanningModule extends AbstractModule {

  /** A server that takes longer to be reached does not keep a plan waiting. */
  private static final Duration TO_CONNECT = Duration.ofMillis(400);

  /** A server that takes longer to tell of a model does not keep a plan waiting. */
  private static final Duration TO_ANSWER = Duration.ofSeconds(5);

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;

  PlanningModule(GlobalOptions options, Console console, Map<String, String> environment) {
    this.options = options;
    this.console = console;
    this.environment = environment;
  }

  @Override
  protected void configure() {
    Provider<Configuration> configuration = getProvider(Configuration.class);
    Provider<WaysToOllama> ways = getProvider(WaysToOllama.class);
    Provider<DeviceProbe> probe = getProvider(DeviceProbe.class);
    Provider<RecommendLevel> recommend = getProvider(RecommendLevel.class);
    Provider<InstalledModels> installed = getProvider(InstalledModels.class);
    Provider<WeightsFiles> files = getProvider(WeightsFiles.class);
    Provider<ModelCatalogue> catalogue = getProvider(ModelCatalogue.class);
    Provider<SpeedRecords> records = getProvider(SpeedRecords.class);
    Provider<WeightForms> forms = getProvider(WeightForms.class);
    Provider<MeasurementRecords> measurements = getProvider(MeasurementRecords.class);
    Provider<FindModel> find = getProvider(FindModel.class);
    Provider<PlanKnownModel> planner = getProvider(PlanKnownModel.class);

    bind(InstalledModels.class).toProvider(() -> () -> quickly(configuration.get(), ways.get()));
    bind(WeightsFiles.class).toProvider(GgufFiles::new);
    bind(ModelCatalogue.class).toProvider(() -> new JsonModelCatalogue(ownModels()));
    bind(SpeedRecords.class).toProvider(() -> new FileSpeedRecords(speedFile()));
    bind(SpeedMeter.class).toProvider(JavaSpeedMeter::new);
    Provider<SpeedMeter> meter = getProvider(SpeedMeter.class);
    bind(MeasureDevice.class)
        .toProvider(() -> new MeasureDevice(probe.get(), meter.get(), records.get()));
    bind(MeasurementRecords.class)
        .toProvider(
            () -> new FileMeasurementRecords(CacheFolder.of(environment).resolve("verified.json")));
    bind(WeightForms.class).toProvider(QuantizedForms::new);
    bind(Registries.class)
        .toProvider(
            () ->
                new Registries(
                    configuration.get(),
                    environment,
                    options.verbose() ? console::talk : line -> {}))
        .in(Scopes.SINGLETON);
    Provider<Registries> registries = getProvider(Registries.class);
    bind(FindModel.class)
        .toProvider(
            () ->
                new FindModel(
                    files.get(),
                    () -> installed.get().store(),
                    catalogue.get(),
                    () -> registries.get().connect()));
    bind(PlanKnownModel.class)
        .toProvider(
            () ->
                new PlanKnownModel(
                    probe.get(), forms.get(), records.get(), catalogue.get(), measurements.get()));

    bind(ChooseType.class).toProvider(() -> new ChooseType(planner.get(), recommend.get()));

    bind(FittingModels.class)
        .toProvider(() -> new FittingModels(catalogue.get(), new OutlineModels(forms.get())));
    Provider<FittingModels> fitting = getProvider(FittingModels.class);

    bind(RecommendCommand.class)
        .toProvider(
            () ->
                new RecommendCommand(
                    options,
                    console,
                    environment,
                    recommend,
                    find,
                    planner,
                    fitting,
                    configuration));
    bind(PlanCommand.class)
        .toProvider(
            () ->
                new PlanCommand(
                    options,
                    console,
                    environment,
                    find,
                    planner,
                    recommend,
                    measurements,
                    configuration));
    Provider<ListModels> list = getProvider(ListModels.class);
    bind(ListCommand.class)
        .toProvider(() -> new ListCommand(options, console, environment, list, planner));
    bind(InspectCommand.class).toProvider(() -> new InspectCommand(options, console, find));
  }

  /**
   * The installed models, for what can do without them: a server that is not there is no reason to
   * wait.
   *
   * @throws ModelStoreException {@code UNREACHABLE} when nothing listens
   */
  private ModelStore quickly(Configuration configuration, WaysToOllama ways) {
    if (configuration.of(Setting.ADAPTER).text().equals("cli")) {
      return ways.cli().store();
    }
    OllamaHost host = host(configuration.of(Setting.OLLAMA_HOST));
    if (!ServerPresence.isListening(host, TO_CONNECT)) {
      throw new ModelStoreException(Kind.UNREACHABLE, "no Ollama server answers at " + host);
    }
    Duration stated = Duration.ofSeconds(configuration.requiredCount(Setting.OLLAMA_TIMEOUT));
    Consumer<String> trace = options.verbose() ? console::talk : line -> {};
    return HttpOllama.builder()
        .host(host)
        .answerTimeout(stated.compareTo(TO_ANSWER) < 0 ? stated : TO_ANSWER)
        .trace(trace)
        .build();
  }

  private static OllamaHost host(Configuration.Value value) {
    try {
      return OllamaHost.parse(value.text());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(value.origin() + ": " + e.getMessage(), e);
    }
  }

  /** {@code models.json} beside {@code sirius.json}, when there is one. */
  private Optional<Path> ownModels() {
    Path file = new ConfigurationLoader(environment).defaultFile().resolveSibling("models.json");
    return Optional.of(file).filter(Files::isRegularFile);
  }

  private Path speedFile() {
    return CacheFolder.of(environment).resolve("speed.json");
  }
}
