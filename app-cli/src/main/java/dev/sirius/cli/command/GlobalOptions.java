package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration.Value;
import dev.sirius.cli.config.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/**
 * The options that every command takes. They are told to picocli one by one, not by annotations:
 * those would be read again at each start, which takes a fifth of a short run.
 */
public final class GlobalOptions {

  private static final Set<Setting> DEVICE =
      EnumSet.of(
          Setting.DEVICE_FILE, Setting.DEVICE_MEMORY, Setting.DEVICE_CORES, Setting.DEVICE_VRAM);

  private boolean json;
  private boolean verbose;
  private boolean mobile;
  private @Nullable Path config;
  private final Map<Setting, Value> settings = new EnumMap<>(Setting.class);

  /** Adds the options to the root command; all others inherit them. */
  void addTo(CommandSpec root) {
    root.addOption(flag("--json", "Print one JSON object instead of text.", on -> json = on));
    root.addOption(
        flag(
            "--verbose",
            "Show requests and commands, and the cause of an error.",
            on -> verbose = on));
    root.addOption(
        option("--config", "FILE", "Read this configuration instead of sirius.json.")
            .type(Path.class)
            .setter(setter((Path file) -> config = file))
            .build());
    root.addOption(
        setting(Setting.ADAPTER, "--adapter", "auto|http|cli|store", "How to reach Ollama."));
    root.addOption(
        setting(Setting.OLLAMA_HOST, "--host", "ADDRESS", "Ollama's address, as in OLLAMA_HOST."));
    root.addOption(
        setting(
            Setting.STORE_FOLDER,
            "--store",
            "DIR",
            "Work on this model folder of Ollama's, without a server."));
    root.addOption(
        flag(
            "--offline",
            "Open no connection to a registry; say what would be asked.",
            on -> {
              if (on) {
                settings.put(Setting.OFFLINE, new Value("true", "--offline"));
              }
            }));
    root.addOption(
        setting(Setting.DEVICE_FILE, "--device", "FILE", "Simulate the device of this file."));
    root.addOption(
        setting(
            Setting.DEVICE_MEMORY,
            "--memory",
            "SIZE",
            "Simulate a device with this much memory, such as 8GiB."));
    root.addOption(
        setting(Setting.DEVICE_CORES, "--cores", "N", "Simulate a device with so many cores."));
    root.addOption(
        setting(
            Setting.DEVICE_VRAM,
            "--vram",
            "SIZE",
            "Simulate an accelerator with this much memory; 0 for none."));
    root.addOption(
        flag(
            "--mobile",
            "Take the mobile profile of the configuration as the device.",
            on -> mobile = on));
  }

  private OptionSpec setting(Setting setting, String name, String label, String description) {
    return option(name, label, description)
        .type(String.class)
        .setter(setter((String text) -> settings.put(setting, new Value(text, name))))
        .build();
  }

  private static OptionSpec flag(String name, String description, Consumer<Boolean> target) {
    return option(name, "", description).type(boolean.class).setter(setter(target)).build();
  }

  private static OptionSpec.Builder option(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .description(description)
        .scopeType(ScopeType.INHERIT);
  }

  /** Picocli sets a null, too, before it parses, where there is no default. */
  private static <T> ISetter setter(Consumer<T> target) {
    return new ISetter() {
      @Override
      @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
      public <V> @Nullable V set(@Nullable V value) {
        if (value != null) {
          target.accept((T) value);
        }
        return value;
      }
    };
  }

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

  /**
   * The flags of these that a command gets which runs for another one: those that change what is
   * printed or the device, and the configuration.
   */
  List<String> handedOn() {
    List<String> words = new ArrayList<>();
    if (json) {
      words.add("--json");
    }
    if (verbose) {
      words.add("--verbose");
    }
    if (mobile) {
      words.add("--mobile");
    }
    if (config != null) {
      words.addAll(List.of("--config", config.toString()));
    }
    for (Setting setting : DEVICE) {
      Value value = settings.get(setting);
      if (value != null) {
        words.addAll(List.of(value.origin(), value.text()));
      }
    }
    return words;
  }

  /** The configuration file that was named. */
  public Optional<Path> config() {
    return Optional.ofNullable(config);
  }

  /** The settings that flags set. */
  public Map<Setting, Value> settings() {
    Map<Setting, Value> all = new EnumMap<>(settings);
    Value device = settings.get(Setting.DEVICE_FILE);
    if (device != null) {
      // A simulated device stands alone: nothing of this machine fills its gaps.
      all.put(Setting.DEVICE_PROBE, new Value("file", device.origin()));
    }
    Value store = settings.get(Setting.STORE_FOLDER);
    if (store != null) {
      // Who names a folder wants to work on it.
      all.putIfAbsent(Setting.ADAPTER, new Value("store", store.origin()));
    }
    return all;
  }
}
