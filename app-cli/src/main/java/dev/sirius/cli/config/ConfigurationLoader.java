package dev.sirius.cli.config;

import dev.sirius.cli.config.Configuration.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Finds the values of all settings: flags, environment, file, defaults. */
public final class ConfigurationLoader {

  private final Map<String, String> environment;

  public ConfigurationLoader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Merges all sources.
   *
   * @param flags what the command line sets
   * @param stated the file that {@code --config} names; without it {@code sirius.json} in the
   *     configuration folder is read when it exists
   */
  public Configuration load(Map<Setting, Value> flags, Optional<Path> stated) {
    Optional<Path> file =
        stated
            .or(() -> Optional.ofNullable(environment.get("SIRIUS_CONFIG")).map(Path::of))
            .or(() -> Optional.of(defaultFile()).filter(Files::isRegularFile));
    Map<Setting, Value> fromFile =
        file.map(ConfigurationFile::read).orElseGet(() -> new EnumMap<>(Setting.class));
    return Configuration.merge(flags, fromEnvironment(), fromFile);
  }

  /**
   * {@code sirius/sirius.json} in the folder for configuration: {@code XDG_CONFIG_HOME}, or {@code
   * ~/.config}.
   */
  public Path defaultFile() {
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path base = folder.isEmpty() ? Path.of(home, ".config") : Path.of(folder);
    return base.resolve("sirius").resolve("sirius.json");
  }

  private Map<Setting, Value> fromEnvironment() {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = environment.get(setting.variable());
      if (value != null) {
        values.put(setting, new Value(value, setting.variable()));
      }
    }
    String ollamaHost = environment.get("OLLAMA_HOST");
    if (ollamaHost != null && !ollamaHost.isBlank()) {
      values.putIfAbsent(Setting.OLLAMA_HOST, new Value(ollamaHost, "OLLAMA_HOST"));
    }
    String ollamaModels = unquoted(environment.getOrDefault("OLLAMA_MODELS", ""));
    if (!ollamaModels.isEmpty()) {
      values.putIfAbsent(Setting.STORE_FOLDER, new Value(ollamaModels, "OLLAMA_MODELS"));
    }
    return values;
  }

  /** Ollama strips blanks and quotes from its variables. */
  private static String unquoted(String text) {
    return text.strip().replaceAll("^[\"']+|[\"']+$", "").strip();
  }
}
