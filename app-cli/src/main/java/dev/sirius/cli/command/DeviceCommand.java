package dev.sirius.cli.command;

import dev.sirius.cli.config.Setting;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.SimdFeature;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.MeasureDevice;
import jakarta.inject.Provider;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what the device has, and where each value comes from. */
@Command(
    name = "device",
    description = "Show what this device has, and where each value comes from.")
public final class DeviceCommand implements Runnable {

  private static final Set<Setting> SIMULATING =
      EnumSet.of(
          Setting.DEVICE_FILE, Setting.DEVICE_MEMORY, Setting.DEVICE_CORES, Setting.DEVICE_VRAM);

  private final GlobalOptions options;
  private final Console console;
  private final Provider<DeviceProbe> probe;
  private final Provider<MeasureDevice> measure;

  @Spec private CommandSpec spec;

  @Option(
      names = "--measure",
      description = "Measure how fast it reads memory and multiplies, and keep that for plans.")
  private boolean measuring;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before it runs
  public DeviceCommand(
      GlobalOptions options,
      Console console,
      Provider<DeviceProbe> probe,
      Provider<MeasureDevice> measure) {
    this.options = options;
    this.console = console;
    this.probe = probe;
    this.measure = measure;
  }

  @Override
  public void run() {
    if (measuring) {
      measure();
      return;
    }
    DeviceProfile device = probe.get().probe(EnumSet.allOf(DeviceAspect.class));
    if (options.json()) {
      console.json(document(device));
    } else {
      print(device);
    }
  }

  private void measure() {
    if (options.mobile() || options.settings().keySet().stream().anyMatch(SIMULATING::contains)) {
      throw new ParameterException(
          spec.commandLine(),
          "a simulated device cannot be measured; leave --device, --memory, --cores, --vram and"
              + " --mobile out");
    }
    DeviceSpeed speed = measure.get().measure();
    if (options.json()) {
      console.json(
          Json.object(
              "bytesPerSecond", Math.round(speed.bytesPerSecond()),
              "multiplyAddsPerSecond", Math.round(speed.multiplyAddsPerSecond()),
              "threads", speed.threads()));
      return;
    }
    Table table = new Table(0);
    table.row("threads", String.valueOf(speed.threads()));
    table.row("memory read", billions(speed.bytesPerSecond()) + " GB/s");
    table.row("arithmetic", billions(speed.multiplyAddsPerSecond()) + " billion multiply-adds/s");
    console.lines(table.lines());
  }

  private static String billions(double number) {
    return String.format(Locale.ROOT, "%.1f", number / 1e9);
  }

  /** A device as JSON: each value with its source, or null with the reason. */
  static Map<String, @Nullable Object> document(DeviceProfile device) {
    return Json.object(
        "memory",
        Json.object(
            "totalBytes", Json.fact(device.memory().total(), ByteSize::bytes),
            "availableBytes", Json.fact(device.memory().available(), ByteSize::bytes),
            "limitBytes", limit(device.memory().limit(), ByteSize::bytes)),
        "processor",
        Json.object(
            "name", Json.fact(device.processor().name(), name -> name),
            "logicalCores", Json.fact(device.processor().logicalCores(), cores -> cores),
            "physicalCores", Json.fact(device.processor().physicalCores(), cores -> cores),
            "quotaCores", limit(device.processor().quota(), cores -> cores),
            "simd", Json.fact(device.processor().simd(), DeviceCommand::labels)),
        "accelerators",
        Json.fact(
            device.accelerators(), list -> list.stream().map(DeviceCommand::document).toList()),
        "platform",
        Json.object(
            "os", Json.fact(device.platform().os(), os -> os),
            "architecture", Json.fact(device.platform().architecture(), arch -> arch)));
  }

  /**
   * A limit as JSON: its value, null with a source when there is none, null with a reason when not
   * known.
   */
  private static <T> Map<String, @Nullable Object> limit(
      Fact<Limit<T>> limit, Function<T, Object> value) {
    return limit.fold(
        (known, source) ->
            Json.object("value", known.bound().map(value).orElse(null), "source", source),
        reason -> Json.object("value", null, "reason", reason));
  }

  private static Map<String, @Nullable Object> document(Accelerator accelerator) {
    return Json.object(
        "name", accelerator.name(),
        "vendor", accelerator.vendor().name(),
        "totalBytes", Json.fact(accelerator.totalMemory(), ByteSize::bytes),
        "freeBytes", Json.fact(accelerator.freeMemory(), ByteSize::bytes),
        "unified", Json.fact(accelerator.unifiedMemory(), unified -> unified));
  }

  private static List<String> labels(Set<SimdFeature> features) {
    return features.stream().sorted().map(SimdFeature::label).toList();
  }

  private void print(DeviceProfile device) {
    Table table = new Table(0);
    add(table, "memory", device.memory().total(), ByteSize::toString);
    add(table, "available", device.memory().available(), ByteSize::toString);
    add(table, "memory limit", device.memory().limit(), limit -> bound(limit, ByteSize::toString));
    add(table, "processor", device.processor().name(), name -> name);
    add(table, "logical cores", device.processor().logicalCores(), String::valueOf);
    add(table, "physical cores", device.processor().physicalCores(), String::valueOf);
    add(
        table,
        "CPU quota",
        device.processor().quota(),
        quota -> bound(quota, cores -> String.format(Locale.ROOT, "%.2f cores", cores)));
    add(table, "vectors", device.processor().simd(), DeviceCommand::sentence);
    addAccelerators(table, device.accelerators());
    add(table, "system", device.platform().os(), os -> os);
    add(table, "architecture", device.platform().architecture(), arch -> arch);
    console.lines(table.lines());
  }

  private static String sentence(Set<SimdFeature> features) {
    return features.isEmpty() ? "none" : String.join(" ", labels(features));
  }

  private static <T> String bound(Limit<T> limit, Function<T, String> text) {
    return limit.bound().map(text).orElse("none");
  }

  private static void addAccelerators(Table table, Fact<List<Accelerator>> accelerators) {
    List<Accelerator> known = accelerators.toOptional().orElse(List.of());
    if (known.isEmpty()) {
      add(table, "accelerators", accelerators, list -> "none");
    }
    for (Accelerator accelerator : known) {
      String memory =
          accelerator
              .totalMemory()
              .fold(
                  (total, source) ->
                      total
                          + accelerator
                              .freeMemory()
                              .fold((free, freeSource) -> ", " + free + " free", reason -> ""),
                  reason -> "memory not known: " + reason);
      boolean unified = accelerator.unifiedMemory().toOptional().orElse(false);
      table.row(
          "accelerator",
          accelerator.name()
              + ", "
              + memory
              + (unified ? ", unified" : "")
              + "  ["
              + accelerators.origin()
              + "]");
    }
  }

  private static <T> void add(
      Table table, String name, Fact<T> fact, Function<? super T, String> text) {
    table.row(
        name,
        fact.fold(
            (value, source) -> text.apply(value) + "  [" + source + "]",
            reason -> "not known: " + reason));
  }
}
