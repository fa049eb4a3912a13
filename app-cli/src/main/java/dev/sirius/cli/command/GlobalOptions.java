package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration.Value;
import dev.sirius.cli.config.Setting;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes. */
public final class GlobalOptions {

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON object instead of text.")
  private boolean json;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show requests and commands, and the cause of an error.")
  private boolean verbose;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Read this configuration instead of sirius.json.")
  private @Nullable Path config;

  @Option(
      names = "--adapter",
      paramLabel = "auto|http|cli",
      scope = ScopeType.INHERIT,
      description = "How to reach Ollama.")
  private @Nullable String adapter;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      scope = ScopeType.INHERIT,
      description = "Ollama's address, as in OLLAMA_HOST.")
  private @Nullable String host;

  @Option(
      names = "--device",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Simulate the device of this file.")
  private @Nullable String device;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      scope = ScopeType.INHERIT,
      description = "Simulate a device with this much memory, such as 8GiB.")
  private @Nullable String memory;

  @Option(
      names = "--cores",
      paramLabel = "N",
      scope = ScopeType.INHERIT,
      description = "Simulate a device with so many cores.")
  private @Nullable String cores;

  @Option(
      names = "--vram",
      paramLabel = "SIZE",
      scope = ScopeType.INHERIT,
      description = "Simulate an accelerator with this much memory; 0 for none.")
  private @Nullable String vram;

  @Option(
      names = "--mobile",
      scope = ScopeType.INHERIT,
      description = "Take the mobile profile of the configuration as the device.")
  private boolean mobile;

  public boolean json() {
    return json;
  }

  public boolean verbose() {
    return verbose;
  }

  /** Whether the configured mobile profile stands for the device. */
  public boolean mobile() {
    return mobile;
  }

  /** The configuration file that was named. */
  public Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  /** The settings that flags set. */
  public Map<Setting, Value> settings() {
    Map<Setting, Value> settings = new EnumMap<>(Setting.class);
    put(settings, Setting.ADAPTER, adapter, "--adapter");
    put(settings, Setting.OLLAMA_HOST, host, "--host");
    put(settings, Setting.DEVICE_FILE, device, "--device");
    if (device != null) {
      // A simulated device stands alone: nothing of this machine fills its gaps.
      put(settings, Setting.DEVICE_PROBE, "file", "--device");
    }
    put(settings, Setting.DEVICE_MEMORY, memory, "--memory");
    put(settings, Setting.DEVICE_CORES, cores, "--cores");
    put(settings, Setting.DEVICE_VRAM, vram, "--vram");
    return settings;
  }

  private static void put(
      Map<Setting, Value> settings, Setting setting, @Nullable String text, String flag) {
    if (text != null) {
      settings.put(setting, new Value(text, flag));
    }
  }
}
