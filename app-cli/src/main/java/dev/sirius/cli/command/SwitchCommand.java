package dev.sirius.cli.command;

import dev.sirius.cli.command.PlanOptions.SizeConverter;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.core.family.StepPolicy;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.family.FollowMemory;
import dev.sirius.core.usecase.family.Step;
import dev.sirius.core.usecase.family.StepEvent;
import dev.sirius.core.usecase.family.SwitchLevel;
import jakarta.inject.Provider;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Points a family at another of its levels. */
@Command(
    name = "switch",
    description = {
      "Point a family at another of its levels.",
      "With auto, at the highest one that fits the memory available now. A level",
      "that does not exist yet is made first."
    })
public final class SwitchCommand implements Callable<Integer> {

  private static final String AUTO = "auto";

  private final GlobalOptions options;
  private final Console console;
  private final Provider<SwitchLevel> switchLevel;
  private final Provider<FollowMemory> followMemory;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      converter = ModelNameConverter.class,
      description = "A family, or one of its members.")
  private ModelName name;

  @Parameters(
      index = "1",
      paramLabel = "LEVEL|auto",
      description = "A level, a type such as Q4_K_M, or auto.")
  private String level;

  @Option(
      names = "--reserve",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Memory to leave free beside the model; 512MiB unless said.")
  private ByteSize reserve = StepPolicy.DEFAULT.reserve();

  @Option(
      names = "--headroom",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Memory more than needed before it steps up; 256MiB unless said.")
  private ByteSize headroom = StepPolicy.DEFAULT.headroom();

  @Mixin private Watching watching = new Watching();

  /** How long and how often the memory is looked at. */
  static final class Watching {
    @Option(
        names = "--watch",
        description = "With auto: go on, among the levels that exist, until Ctrl-C.")
    private boolean watch;

    @Option(
        names = "--interval",
        paramLabel = "SECONDS",
        description = "How often to look; every 5 seconds unless said.")
    private long interval = 5;

    @Option(
        names = "--dwell",
        paramLabel = "SECONDS",
        description = "How long to stay before a step up; 30 seconds unless said.")
    private long dwell = StepPolicy.DEFAULT.dwell().toSeconds();
  }

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param switchLevel does a step
   * @param followMemory goes on stepping
   */
  @SuppressWarnings("NullAway.Init") // picocli sets name and level before it runs
  public SwitchCommand(
      GlobalOptions options,
      Console console,
      Provider<SwitchLevel> switchLevel,
      Provider<FollowMemory> followMemory) {
    this.options = options;
    this.console = console;
    this.switchLevel = switchLevel;
    this.followMemory = followMemory;
  }

  @Override
  public Integer call() {
    boolean automatic = level.equalsIgnoreCase(AUTO);
    if (watching.watch && !automatic) {
      throw new CommandFailure(
          ExitCode.USAGE, "--watch goes with auto, not with the level " + level);
    }
    StepPolicy policy =
        new StepPolicy(reserve, headroom, Duration.ofSeconds(Math.max(0, watching.dwell)));
    if (watching.watch) {
      followMemory
          .get()
          .follow(name, policy, Duration.ofSeconds(watching.interval), () -> true, this::tell);
      return ExitCode.DONE.code();
    }
    Step step;
    try (ProgressLine progress = console.progress()) {
      SwitchLevel useCase = switchLevel.get();
      Told told = new Told(progress);
      step =
          automatic
              ? useCase.automatically(name, policy, told::on)
              : useCase.to(name, type(level), told::on);
      tell(step, told.free);
    }
    return (step.fits() ? ExitCode.DONE : ExitCode.DOES_NOT_FIT).code();
  }

  /** Shows what is made, and keeps what was read. */
  private static final class Told {
    private final ProgressLine progress;
    private Optional<ByteSize> free = Optional.empty();

    private Told(ProgressLine progress) {
      this.progress = progress;
    }

    private void on(StepEvent event) {
      if (event instanceof StepEvent.Made made) {
        progress.accept(made.progress());
      } else if (event instanceof StepEvent.Chosen chosen) {
        free = Optional.of(chosen.free());
      }
    }
  }

  private static QuantizationType type(String text) {
    return Level.named(text)
        .map(Level::type)
        .orElseGet(() -> new TargetOptions.TypeConverter().convert(text));
  }

  private void tell(Step step, Optional<ByteSize> free) {
    if (options.json()) {
      console.json(
          Json.object(
              "family", step.family().shortForm(),
              "from", step.from().map(QuantizationType::label).orElse(null),
              "to", step.to().label(),
              "changed", step.changed(),
              "made", step.made(),
              "fits", step.fits(),
              "freeBytes", free.map(ByteSize::bytes).orElse(null)));
      return;
    }
    String with = free.map(size -> ", with " + size + " free").orElse("");
    console.line(
        step.changed()
            ? step.family()
                + " is at "
                + step.to().label()
                + " now"
                + step.from().map(from -> ", before at " + from.label()).orElse("")
                + (step.made() ? "; the level was made" : "")
                + with
            : step.family() + " stays at " + step.to().label() + with);
    if (!step.fits()) {
      console.talk(
          "sirius: " + step.to().label() + " is the lowest level, and even that does not fit now");
    }
  }

  private void tell(StepEvent event) {
    @Nullable Map<String, @Nullable Object> document = null;
    String line = "";
    if (event instanceof StepEvent.Stepped stepped) {
      document =
          Json.object(
              "at", stepped.at().toString(),
              "event", "stepped",
              "family", stepped.family().shortForm(),
              "from", stepped.from().map(QuantizationType::label).orElse(null),
              "to", stepped.to().label());
      line = stepped.from().map(from -> from.label() + " -> ").orElse("") + stepped.to().label();
    } else if (event instanceof StepEvent.Chosen chosen) {
      document =
          Json.object(
              "at", chosen.at().toString(),
              "event", "chosen",
              "family", chosen.family().shortForm(),
              "to", chosen.chosen().label(),
              "freeBytes", chosen.free().bytes(),
              "fits", chosen.fits());
      line =
          chosen.free()
              + " free, for "
              + chosen.chosen().label()
              + (chosen.fits() ? "" : ", which does not fit either");
    } else if (event instanceof StepEvent.Postponed postponed) {
      document =
          Json.object(
              "at", postponed.at().toString(),
              "event", "postponed",
              "family", postponed.family().shortForm(),
              "to", postponed.to().map(QuantizationType::label).orElse(null),
              "why", postponed.why());
      line = "later: " + postponed.why();
    }
    if (document != null && options.json()) {
      console.json(document);
    } else if (document != null) {
      console.line(
          event.at().truncatedTo(ChronoUnit.SECONDS) + "  " + event.family() + "  " + line);
      console.out().flush();
    }
  }
}
