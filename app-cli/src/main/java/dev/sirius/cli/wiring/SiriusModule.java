package dev.sirius.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import com.google.inject.binder.ScopedBindingBuilder;
import dev.sirius.adapters.device.FileDeviceProbe;
import dev.sirius.adapters.device.LayeredDeviceProbe;
import dev.sirius.adapters.device.OshiDeviceProbe;
import dev.sirius.adapters.device.StatedDeviceProbe;
import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.adapters.gguf.PrivateFolders;
import dev.sirius.adapters.vector.VectorSupport;
import dev.sirius.cli.command.CompletionCommand;
import dev.sirius.cli.command.ConfigCommand;
import dev.sirius.cli.command.CreateCommand;
import dev.sirius.cli.command.DeviceCommand;
import dev.sirius.cli.command.DoctorCommand;
import dev.sirius.cli.command.FirstMeasurement;
import dev.sirius.cli.command.GcCommand;
import dev.sirius.cli.command.GlobalOptions;
import dev.sirius.cli.command.HasLevelsCommand;
import dev.sirius.cli.command.InspectCommand;
import dev.sirius.cli.command.ListCommand;
import dev.sirius.cli.command.ModelfileCommand;
import dev.sirius.cli.command.OptimizeCommand;
import dev.sirius.cli.command.PlanCommand;
import dev.sirius.cli.command.PullCommand;
import dev.sirius.cli.command.QuantizeCommand;
import dev.sirius.cli.command.RecommendCommand;
import dev.sirius.cli.command.ShowCommand;
import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.ConfigurationLoader;
import dev.sirius.cli.config.Setting;
import dev.sirius.cli.doctor.Examination;
import dev.sirius.cli.output.Console;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.NestedLevels;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.PartsShelf;
import dev.sirius.core.model.port.WeightsShelf;
import dev.sirius.core.policy.LevelPolicy;
import dev.sirius.core.policy.MobileProfile;
import dev.sirius.core.policy.TierPolicy;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.policy.TierThresholds.Tier;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.ChooseType;
import dev.sirius.core.usecase.CreateModel;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.LevelWeights;
import dev.sirius.core.usecase.ListModels;
import dev.sirius.core.usecase.MeasureDevice;
import dev.sirius.core.usecase.OptimizeModel;
import dev.sirius.core.usecase.PlanKnownModel;
import dev.sirius.core.usecase.PullModel;
import dev.sirius.core.usecase.QuantizeWeights;
import dev.sirius.core.usecase.RecommendLevel;
import dev.sirius.core.usecase.VerifyModel;
import dev.sirius.core.usecase.family.CreateFamily;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Joins use cases to adapters as the configuration says. Whatever is not asked for is not made. */
public final class SiriusModule extends AbstractModule {

  /**
   * The commands that only look: they are joined without the others, whose bindings would take a
   * fifth of their time.
   */
  static final Set<Class<?>> QUICK =
      Set.of(
          ConfigCommand.class,
          ConfigCommand.Show.class,
          DeviceCommand.class,
          InspectCommand.class,
          ListCommand.class,
          ModelfileCommand.class,
          PlanCommand.class,
          RecommendCommand.class);

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final boolean all;

  /**
   * @param options the flags that every command takes
   * @param console where commands print
   * @param environment the environment variables
   */
  public SiriusModule(GlobalOptions options, Console console, Map<String, String> environment) {
    this(options, console, environment, true);
  }

  /**
   * @param all whether all commands are joined, or only {@link #QUICK} ones
   */
  SiriusModule(
      GlobalOptions options, Console console, Map<String, String> environment, boolean all) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.all = all;
  }

  /** Each binding is written out: to find them by annotations takes a fifth of a short run. */
  @Override
  protected void configure() {
    bind(GlobalOptions.class).toInstance(options);
    bind(Console.class).toInstance(console);
    quickCommands();
    levels();
    adapters();
    install(new PlanningModule(options, console, environment));
    if (all) {
      commands();
      useCases();
      install(new FamilyModule(options, console, environment));
    }
  }

  private <T> ScopedBindingBuilder make(Class<T> type, Provider<T> maker) {
    return bind(type).toProvider(maker);
  }

  private void quickCommands() {
    Provider<Configuration> configuration = getProvider(Configuration.class);
    Provider<MobileProfile> mobile = getProvider(MobileProfile.class);
    Provider<FindModel> find = getProvider(FindModel.class);
    Provider<ChooseType> choose = getProvider(ChooseType.class);
    Provider<DeviceProbe> probe = getProvider(DeviceProbe.class);
    Provider<MeasureDevice> measure = getProvider(MeasureDevice.class);
    make(
        ModelfileCommand.class,
        () ->
            new ModelfileCommand(
                options, console, environment, configuration, find, choose, mobile));
    make(DeviceCommand.class, () -> new DeviceCommand(options, console, probe, measure));
    make(ConfigCommand.class, ConfigCommand::new);
    make(ConfigCommand.Show.class, () -> new ConfigCommand.Show(options, console, configuration));
  }

  private void commands() {
    Provider<MobileProfile> mobile = getProvider(MobileProfile.class);
    Provider<ModelStore> store = getProvider(ModelStore.class);
    Provider<ChooseType> choose = getProvider(ChooseType.class);
    Provider<Configuration> configuration = getProvider(Configuration.class);
    Provider<MeasureDevice> measure = getProvider(MeasureDevice.class);
    FirstMeasurement measurement = new FirstMeasurement(options, console, configuration, measure);
    Provider<CreateModel> create = getProvider(CreateModel.class);
    Provider<OptimizeModel> optimize = getProvider(OptimizeModel.class);
    Provider<CreateFamily> family = getProvider(CreateFamily.class);
    Provider<VerifyModel> verify = getProvider(VerifyModel.class);
    Provider<Examination> examination = getProvider(Examination.class);
    make(
        OptimizeCommand.class,
        () ->
            new OptimizeCommand(
                options,
                console,
                environment,
                optimize,
                create,
                family,
                choose,
                store,
                configuration,
                measurement,
                mobile));
    make(
        CreateCommand.class,
        () ->
            new CreateCommand(
                options,
                console,
                environment,
                create,
                family,
                verify,
                choose,
                configuration,
                measurement,
                mobile));
    make(ShowCommand.class, () -> new ShowCommand(options, console, store));
    make(HasLevelsCommand.class, () -> new HasLevelsCommand(options, console, store));
    Provider<PullModel> pull = getProvider(PullModel.class);
    make(PullCommand.class, () -> new PullCommand(options, console, environment, pull));
    Provider<QuantizeWeights> quantize = getProvider(QuantizeWeights.class);
    make(QuantizeCommand.class, () -> new QuantizeCommand(options, console, quantize));
    make(DoctorCommand.class, () -> new DoctorCommand(options, console, examination));
    Provider<WaysToOllama> ways = getProvider(WaysToOllama.class);
    make(GcCommand.class, () -> new GcCommand(options, console, () -> ways.get().folderCheck()));
    make(CompletionCommand.class, () -> new CompletionCommand(console));
  }

  private void levels() {
    Provider<Configuration> configuration = getProvider(Configuration.class);
    Provider<DeviceProbe> probe = getProvider(DeviceProbe.class);
    Provider<ModelStore> store = getProvider(ModelStore.class);
    Provider<TierThresholds> thresholds = getProvider(TierThresholds.class);
    Provider<LevelPolicy> policy = getProvider(LevelPolicy.class);
    make(TierThresholds.class, () -> thresholds(configuration.get()));
    make(MobileProfile.class, () -> mobileProfile(configuration.get()));
    make(LevelPolicy.class, () -> new TierPolicy(thresholds.get()));
    make(RecommendLevel.class, () -> new RecommendLevel(probe.get(), policy.get()));
    make(ListModels.class, () -> new ListModels(store.get()));
  }

  private void useCases() {
    Provider<Configuration> configuration = getProvider(Configuration.class);
    Provider<DeviceProbe> probe = getProvider(DeviceProbe.class);
    Provider<ModelStore> store = getProvider(ModelStore.class);
    Provider<TierThresholds> thresholds = getProvider(TierThresholds.class);
    Provider<LevelPolicy> policy = getProvider(LevelPolicy.class);
    Provider<ChooseType> choose = getProvider(ChooseType.class);
    Provider<CreateModel> create = getProvider(CreateModel.class);
    Provider<WaysToOllama> ways = getProvider(WaysToOllama.class);
    Provider<LevelWeights> levelWeights = getProvider(LevelWeights.class);
    Provider<QuantizeWeights> quantize = getProvider(QuantizeWeights.class);
    make(
        LevelWeights.class,
        () ->
            new LevelWeights(
                store.get(),
                new GgufFiles(),
                quantize.get(),
                new PrivateFolders(CacheFolder.temporaryFiles(environment)),
                shelf(store.get())));
    make(
        CreateModel.class,
        () -> new CreateModel(store.get(), new NestedLevels(thresholds.get()), levelWeights.get()));
    make(OptimizeModel.class, () -> new OptimizeModel(store.get(), choose.get(), create.get()));
    Provider<Registries> registries = getProvider(Registries.class);
    Provider<FindModel> find = getProvider(FindModel.class);
    Provider<PlanKnownModel> planner = getProvider(PlanKnownModel.class);
    make(
        PullModel.class,
        () ->
            new PullModel(
                store::get,
                () ->
                    store.get() instanceof PartsShelf parts ? Optional.of(parts) : Optional.empty(),
                () -> registries.get().connect(),
                () -> registries.get().connect(),
                find.get(),
                planner.get(),
                registries.get().offline()));
    make(QuantizeWeights.class, this::quantizeWeights);
    make(
        Examination.class,
        () ->
            new Examination(
                configuration,
                probe,
                policy,
                Map.of(
                    "http", () -> ways.get().http().store(),
                    "cli", () -> ways.get().cli().store()),
                () -> ways.get().folderCheck(),
                () -> chosen(ways.get(), configuration.get())));
  }

  /** A store that is a folder has weights written in it right away. */
  private static Optional<WeightsShelf> shelf(ModelStore store) {
    return store instanceof WeightsShelf shelf ? Optional.of(shelf) : Optional.empty();
  }

  private QuantizeWeights quantizeWeights() {
    GgufFiles files = new GgufFiles();
    VectorSupport support = VectorSupport.ofThisJvm(environment);
    if (options.verbose()) {
      console.talk("quantizing " + support.reason());
    }
    return new QuantizeWeights(files, files, new BlockCodecs(support.arithmetic()));
  }

  private void adapters() {
    Provider<Configuration> configuration = getProvider(Configuration.class);
    Provider<MobileProfile> mobile = getProvider(MobileProfile.class);
    Provider<WaysToOllama> ways = getProvider(WaysToOllama.class);
    Provider<OllamaConnection> ollama = getProvider(OllamaConnection.class);
    make(
            Configuration.class,
            () -> new ConfigurationLoader(environment).load(options.settings(), options.config()))
        .in(Scopes.SINGLETON);
    make(DeviceProbe.class, () -> deviceProbe(configuration.get(), mobile)).in(Scopes.SINGLETON);
    make(
            WaysToOllama.class,
            () ->
                new WaysToOllama(
                    configuration.get(),
                    environment,
                    options.verbose() ? console::talk : line -> {}))
        .in(Scopes.SINGLETON);
    make(
            OllamaConnection.class,
            () -> ways.get().choose(configuration.get().of(Setting.ADAPTER).text()))
        .in(Scopes.SINGLETON);
    make(ModelStore.class, () -> ollama.get().store());
    make(ModelRunner.class, () -> runner(ollama.get()));
  }

  private static ModelRunner runner(OllamaConnection ollama) {
    return ollama
        .runner()
        .orElseThrow(
            () ->
                new ModelStoreException(
                    ModelStoreException.Kind.UNREACHABLE,
                    ollama.why()
                        + " runs no model; start a server with 'ollama serve' and use --adapter http"));
  }

  private static String chosen(WaysToOllama ways, Configuration configuration) {
    OllamaConnection ollama = ways.choose(configuration.of(Setting.ADAPTER).text());
    return ollama.adapter() + ", " + ollama.why();
  }

  private DeviceProbe deviceProbe(Configuration configuration, Provider<MobileProfile> mobile) {
    if (options.mobile()) {
      return aspects -> mobile.get().asDevice();
    }
    List<DeviceProbe> strongestFirst = new ArrayList<>();
    strongestFirst.add(
        new StatedDeviceProbe(
            stated(configuration, Setting.DEVICE_MEMORY).map(ByteSize::parse),
            stated(configuration, Setting.DEVICE_CORES).map(Integer::valueOf),
            stated(configuration, Setting.DEVICE_VRAM).map(ByteSize::parse)));
    configuration
        .text(Setting.DEVICE_FILE)
        .map(file -> new FileDeviceProbe(Path.of(file)))
        .ifPresent(strongestFirst::add);
    if (configuration.of(Setting.DEVICE_PROBE).text().equals("oshi")) {
      strongestFirst.add(new OshiDeviceProbe());
    }
    return new LayeredDeviceProbe(strongestFirst);
  }

  private static Fact<String> stated(Configuration configuration, Setting setting) {
    return configuration
        .text(setting)
        .map(text -> Fact.known(text, configuration.of(setting).origin()))
        .orElseGet(() -> Fact.unknown("not stated"));
  }

  private static MobileProfile mobileProfile(Configuration configuration) {
    return new MobileProfile(
        configuration.requiredSize(Setting.MOBILE_MEMORY),
        configuration.requiredCount(Setting.MOBILE_CORES));
  }

  private static TierThresholds thresholds(Configuration configuration) {
    return new TierThresholds(
        new Tier(
            configuration.requiredSize(Setting.HIGH_MEMORY),
            configuration.requiredCount(Setting.HIGH_CORES)),
        new Tier(
            configuration.requiredSize(Setting.MEDIUM_MEMORY),
            configuration.requiredCount(Setting.MEDIUM_CORES)),
        new Tier(configuration.requiredSize(Setting.MOBILE_LEVEL_MEMORY), 1));
  }
}
