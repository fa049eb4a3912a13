package dev.sirius.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import dev.sirius.adapters.device.FileFamilyLocks;
import dev.sirius.adapters.device.RunnerProcesses;
import dev.sirius.adapters.gguf.PrivateFolders;
import dev.sirius.adapters.llamacpp.LlamaPerplexity;
import dev.sirius.cli.command.CompareCommand;
import dev.sirius.cli.command.ExportCommand;
import dev.sirius.cli.command.GlobalOptions;
import dev.sirius.cli.command.ImportCommand;
import dev.sirius.cli.command.LevelsCommand;
import dev.sirius.cli.command.SwitchCommand;
import dev.sirius.cli.command.VerifyCommand;
import dev.sirius.cli.command.Version;
import dev.sirius.cli.output.Console;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.port.FamilyLocks;
import dev.sirius.core.gguf.port.WeightsFiles;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.usecase.CompareWeights;
import dev.sirius.core.usecase.LevelWeights;
import dev.sirius.core.usecase.MeasureQuality;
import dev.sirius.core.usecase.PlanKnownModel;
import dev.sirius.core.usecase.QuantizeWeights;
import dev.sirius.core.usecase.VerifyModel;
import dev.sirius.core.usecase.family.CreateFamily;
import dev.sirius.core.usecase.family.DescribeFamily;
import dev.sirius.core.usecase.family.ExportFamily;
import dev.sirius.core.usecase.family.FollowMemory;
import dev.sirius.core.usecase.family.FreeMemory;
import dev.sirius.core.usecase.family.ImportFamily;
import dev.sirius.core.usecase.family.LevelMembers;
import dev.sirius.core.usecase.family.LevelMemory;
import dev.sirius.core.usecase.family.LevelQuality;
import dev.sirius.core.usecase.family.MemberMaker;
import dev.sirius.core.usecase.family.PlanFamily;
import dev.sirius.core.usecase.family.PlannedMemory;
import dev.sirius.core.usecase.family.SwitchLevel;
import dev.sirius.core.usecase.family.VerifyLevels;
import dev.sirius.core.verify.port.MeasurementRecords;
import dev.sirius.core.verify.port.ServerProcesses;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Joins what is done with families to its adapters. */
final class FamilyModule extends AbstractModule {

  /** How long a model may read a text. */
  private static final Duration LONGEST_READING = Duration.ofHours(2);

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;

  FamilyModule(GlobalOptions options, Console console, Map<String, String> environment) {
    this.options = options;
    this.console = console;
    this.environment = environment;
  }

  @Override
  protected void configure() {
    Provider<ModelStore> store = getProvider(ModelStore.class);
    Provider<ModelRunner> runner = getProvider(ModelRunner.class);
    Provider<OllamaConnection> ollama = getProvider(OllamaConnection.class);
    Provider<DeviceProbe> probe = getProvider(DeviceProbe.class);
    Provider<PlanKnownModel> planner = getProvider(PlanKnownModel.class);
    Provider<LevelWeights> levelWeights = getProvider(LevelWeights.class);
    Provider<QuantizeWeights> quantize = getProvider(QuantizeWeights.class);
    Provider<WeightsFiles> files = getProvider(WeightsFiles.class);
    Provider<FamilyLocks> locks = getProvider(FamilyLocks.class);
    Provider<MemberMaker> maker = getProvider(MemberMaker.class);
    Provider<LevelMemory> memory = getProvider(LevelMemory.class);
    Provider<FreeMemory> free = getProvider(FreeMemory.class);
    Provider<SwitchLevel> switchLevel = getProvider(SwitchLevel.class);
    Provider<FollowMemory> follow = getProvider(FollowMemory.class);

    bind(FamilyLocks.class)
        .toProvider(() -> new FileFamilyLocks(CacheFolder.of(environment).resolve("locks")));
    bind(MemberMaker.class)
        .toProvider(
            () -> new LevelMembers(store.get(), levelWeights.get(), files.get(), Version.text()));
    bind(LevelMemory.class).toProvider(() -> new PlannedMemory(planner.get()));
    bind(CreateFamily.class)
        .toProvider(
            () -> {
              removeRemains();
              return new CreateFamily(
                  store.get(),
                  new PlanFamily(store.get(), files.get(), memory.get()),
                  maker.get(),
                  locks.get());
            });
    bind(SwitchLevel.class)
        .toProvider(
            () -> {
              removeRemains();
              return new SwitchLevel(
                  store.get(),
                  ollama.get().runner(),
                  maker.get(),
                  locks.get(),
                  free.get(),
                  Clock.systemUTC());
            });
    bind(FollowMemory.class)
        .toProvider(
            () -> new FollowMemory(switchLevel.get(), Clock.systemUTC(), FollowMemory.Pause.SLEEP));

    bind(FreeMemory.class).toProvider(() -> new FreeMemory(probe.get(), ollama.get().runner()));
    bind(DescribeFamily.class).toProvider(() -> new DescribeFamily(store.get(), free.get()));
    bind(VerifyLevels.class)
        .toProvider(() -> new VerifyLevels(store.get(), files.get(), quantize.get()));
    Provider<DescribeFamily> describe = getProvider(DescribeFamily.class);
    Provider<VerifyLevels> verify = getProvider(VerifyLevels.class);
    bind(LevelsCommand.class)
        .toProvider(() -> new LevelsCommand(options, console, store, describe, verify));
    bind(CompareWeights.class)
        .toProvider(() -> new CompareWeights(files.get(), BlockCodecs.scalar()));
    Provider<CompareWeights> compare = getProvider(CompareWeights.class);
    bind(MeasureQuality.class)
        .toProvider(
            () ->
                new MeasureQuality(
                    files.get(),
                    new PrivateFolders(CacheFolder.temporaryFiles(environment)),
                    new LlamaPerplexity(environment.getOrDefault("PATH", ""), LONGEST_READING)));
    Provider<MeasureQuality> quality = getProvider(MeasureQuality.class);
    bind(LevelQuality.class)
        .toProvider(() -> new LevelQuality(store.get(), quality.get(), compare.get()));
    Provider<LevelQuality> levelQuality = getProvider(LevelQuality.class);
    bind(CompareCommand.class)
        .toProvider(() -> new CompareCommand(options, console, compare, quality));
    Provider<MeasurementRecords> measurements = getProvider(MeasurementRecords.class);
    Provider<WaysToOllama> ways = getProvider(WaysToOllama.class);
    bind(ServerProcesses.class).toProvider(() -> processes(ways.get()));
    Provider<ServerProcesses> processes = getProvider(ServerProcesses.class);
    bind(VerifyModel.class)
        .toProvider(
            () ->
                new VerifyModel(
                    store.get(),
                    runner.get(),
                    planner.get(),
                    processes.get(),
                    measurements.get(),
                    Clock.systemUTC()));
    Provider<VerifyModel> verifyModel = getProvider(VerifyModel.class);
    bind(VerifyCommand.class)
        .toProvider(
            () -> new VerifyCommand(options, console, environment, verifyModel, levelQuality));
    Provider<CreateFamily> create = getProvider(CreateFamily.class);
    Provider<ExportFamily> export = getProvider(ExportFamily.class);
    Provider<ImportFamily> importing = getProvider(ImportFamily.class);
    bind(ExportFamily.class).toProvider(() -> new ExportFamily(store.get(), files.get()));
    bind(ImportFamily.class)
        .toProvider(() -> new ImportFamily(store.get(), files.get(), locks.get(), create.get()));
    bind(ExportCommand.class).toProvider(() -> new ExportCommand(options, console, store, export));
    bind(ImportCommand.class)
        .toProvider(() -> new ImportCommand(options, console, environment, importing));
    bind(SwitchCommand.class)
        .toProvider(() -> new SwitchCommand(options, console, switchLevel, follow));
  }

  /** A task that was killed may have done all but this, so that its repetition makes nothing. */
  private void removeRemains() {
    new PrivateFolders(CacheFolder.temporaryFiles(environment)).removeRemains();
  }

  /** Those of this machine, when the server is on it. */
  private static ServerProcesses processes(WaysToOllama ways) {
    return ways.isLocal()
        ? new RunnerProcesses()
        : weights -> Fact.unknown("the server is on another machine");
  }
}
