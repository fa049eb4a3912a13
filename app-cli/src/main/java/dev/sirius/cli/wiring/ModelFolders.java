package dev.sirius.cli.wiring;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the folder in which Ollama keeps its models. */
final class ModelFolders {

  /**
   * A folder, there or not.
   *
   * @param path where it is
   * @param origin the flag, variable or file that names it
   */
  record Found(Path path, String origin) {}

  private final Configuration configuration;
  private final Map<String, String> environment;

  ModelFolders(Configuration configuration, Map<String, String> environment) {
    this.configuration = configuration;
    this.environment = environment;
  }

  /** The folder that is named, else that of the user; empty when the user has no home. */
  Optional<Found> find() {
    return configuration
        .text(Setting.STORE_FOLDER)
        .map(text -> new Found(Path.of(text), configuration.of(Setting.STORE_FOLDER).origin()))
        .or(() -> inHome("HOME"))
        .or(() -> inHome("USERPROFILE"));
  }

  private Optional<Found> inHome(String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(home -> !home.isBlank())
        .map(home -> new Found(Path.of(home, ".ollama", "models"), variable));
  }
}
