package dev.sirius.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.sirius.adapters.device.FileDeviceProbe;
import dev.sirius.adapters.device.LayeredDeviceProbe;
import dev.sirius.adapters.device.OshiDeviceProbe;
import dev.sirius.adapters.device.StatedDeviceProbe;
import dev.sirius.cli.command.GlobalOptions;
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
import dev.sirius.core.policy.LevelPolicy;
import dev.sirius.core.policy.MobileProfile;
import dev.sirius.core.policy.TierPolicy;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.policy.TierThresholds.Tier;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.CreateModel;
import dev.sirius.core.usecase.ListModels;
import dev.sirius.core.usecase.OptimizeModel;
import dev.sirius.core.usecase.RecommendLevel;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Joins use cases to adapters as the configuration says. Whatever is not asked for is not made. */
public final class SiriusModule extends AbstractModule {

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;

  /**
   * @param options the flags that every command takes
   * @param console where commands print
   * @param environment the environment variables
   */
  public SiriusModule(GlobalOptions options, Console console, Map<String, String> environment) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
  }

  @Override
  protected void configure() {
    bind(GlobalOptions.class).toInstance(options);
    bind(Console.class).toInstance(console);
  }

  @Provides
  @Singleton
  Configuration configuration() {
    return new ConfigurationLoader(environment).load(options.settings(), options.config());
  }

  @Provides
  @Singleton
  DeviceProbe deviceProbe(Configuration configuration, MobileProfile mobileProfile) {
    if (options.mobile()) {
      return aspects -> mobileProfile.asDevice();
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

  @Provides
  MobileProfile mobileProfile(Configuration configuration) {
    return new MobileProfile(
        configuration.requiredSize(Setting.MOBILE_MEMORY),
        configuration.requiredCount(Setting.MOBILE_CORES));
  }

  @Provides
  TierThresholds thresholds(Configuration configuration) {
    return new TierThresholds(
        new Tier(
            configuration.requiredSize(Setting.HIGH_MEMORY),
            configuration.requiredCount(Setting.HIGH_CORES)),
        new Tier(
            configuration.requiredSize(Setting.MEDIUM_MEMORY),
            configuration.requiredCount(Setting.MEDIUM_CORES)),
        new Tier(configuration.requiredSize(Setting.MOBILE_LEVEL_MEMORY), 1));
  }

  @Provides
  LevelPolicy policy(TierThresholds thresholds) {
    return new TierPolicy(thresholds);
  }

  @Provides
  RecommendLevel recommendLevel(DeviceProbe probe, LevelPolicy policy) {
    return new RecommendLevel(probe, policy);
  }

  @Provides
  @Singleton
  WaysToOllama waysToOllama(Configuration configuration) {
    return new WaysToOllama(
        configuration, environment, options.verbose() ? console::talk : line -> {});
  }

  @Provides
  @Singleton
  OllamaConnection ollama(Configuration configuration, WaysToOllama ways) {
    return ways.choose(configuration.of(Setting.ADAPTER).text());
  }

  @Provides
  ModelStore modelStore(OllamaConnection ollama) {
    return ollama.store();
  }

  @Provides
  ModelRunner modelRunner(OllamaConnection ollama) {
    return ollama.runner();
  }

  @Provides
  CreateModel createModel(ModelStore store, TierThresholds thresholds) {
    return new CreateModel(store, new NestedLevels(thresholds));
  }

  @Provides
  OptimizeModel optimizeModel(
      ModelStore store, RecommendLevel recommendLevel, CreateModel createModel) {
    return new OptimizeModel(store, recommendLevel, createModel);
  }

  @Provides
  ListModels listModels(ModelStore store) {
    return new ListModels(store);
  }

  @Provides
  Examination examination(
      Provider<Configuration> configuration,
      Provider<DeviceProbe> probe,
      Provider<LevelPolicy> policy,
      Provider<WaysToOllama> ways) {
    return new Examination(
        configuration,
        probe,
        policy,
        Map.of("http", () -> ways.get().http().store(), "cli", () -> ways.get().cli().store()));
  }
}
