package dev.sirius.cli.wiring;

import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.adapters.ollama.cli.CliOllama;
import dev.sirius.adapters.ollama.http.HttpOllama;
import dev.sirius.adapters.ollama.store.FolderInspection;
import dev.sirius.adapters.ollama.store.OllamaFolder;
import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.ConfigurationException;
import dev.sirius.cli.config.Setting;
import dev.sirius.core.model.port.FolderCheck;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.OllamaHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The ways to Ollama that there are, and the choice among them. */
public final class WaysToOllama {

  private final Configuration configuration;
  private final Map<String, String> environment;
  private final Consumer<String> trace;

  /**
   * @param configuration the settings
   * @param environment the environment variables, handed on to the program
   * @param trace is told each request and command
   */
  public WaysToOllama(
      Configuration configuration, Map<String, String> environment, Consumer<String> trace) {
    this.configuration = configuration;
    this.environment = Map.copyOf(environment);
    this.trace = trace;
  }

  /**
   * The way that a configuration names; {@code auto} takes the server when it answers, else the
   * program, else the model folder when there is one.
   *
   * @throws ModelStoreException {@code UNREACHABLE} when none is there
   */
  OllamaConnection choose(String adapter) {
    OllamaConnection chosen =
        switch (adapter) {
          case "http" -> http();
          case "cli" -> cli();
          case "store" -> store();
          default -> automatic();
        };
    trace.accept("ollama over " + chosen.adapter() + ": " + chosen.why());
    return chosen;
  }

  OllamaConnection http() {
    HttpOllama ollama =
        HttpOllama.builder().host(host()).answerTimeout(timeout()).trace(trace).build();
    return new OllamaConnection("http", "server at " + host(), ollama, Optional.of(ollama));
  }

  OllamaConnection cli() {
    CliOllama.Builder builder =
        CliOllama.builder()
            .searchPath(environment.getOrDefault("PATH", ""))
            .environment(environment)
            .answerTimeout(timeout())
            .trace(trace);
    Optional.ofNullable(environment.get("TMPDIR"))
        .filter(directory -> !directory.isBlank())
        .map(Path::of)
        .ifPresent(builder::temporaryDirectory);
    configuration.text(Setting.OLLAMA_PROGRAM).map(Path::of).ifPresent(builder::program);
    if (configuration.text(Setting.OLLAMA_HOST).isPresent()) {
      builder.host(host().url());
    }
    CliOllama ollama = builder.build();
    return new OllamaConnection("cli", "the ollama program", ollama, Optional.of(ollama));
  }

  /** The model folder itself. */
  OllamaConnection store() {
    ModelFolders.Found folder = folder();
    OllamaFolder ollama = new OllamaFolder(folder.path(), new GgufFiles());
    return new OllamaConnection(
        "store",
        "the model folder " + folder.path() + " [" + folder.origin() + "], without a server",
        ollama,
        Optional.empty());
  }

  /** The check of the model folder; empty when there is no such folder. */
  Optional<FolderCheck> folderCheck() {
    return folders()
        .find()
        .map(ModelFolders.Found::path)
        .filter(Files::isDirectory)
        .map(folder -> new FolderInspection(folder, Clock.systemUTC()));
  }

  private ModelFolders.Found folder() {
    return folders()
        .find()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "no model folder is named and there is no home folder; name it with --store"));
  }

  private ModelFolders folders() {
    return new ModelFolders(configuration, environment);
  }

  private OllamaConnection automatic() {
    OllamaConnection http = http();
    ModelStoreException noServer;
    try {
      http.store().version();
      return http;
    } catch (ModelStoreException e) {
      if (e.kind() != Kind.UNREACHABLE) {
        throw e;
      }
      noServer = e;
    }
    OllamaConnection cli = cli();
    try {
      cli.store().version();
      return cli;
    } catch (ModelStoreException e) {
      e.addSuppressed(noServer);
      if (folderCheck().isPresent()) {
        OllamaConnection store = store();
        return new OllamaConnection(
            store.adapter(),
            store.why() + ": no server answers at " + host() + ", and the program does not help",
            store.store(),
            store.runner());
      }
      throw new ModelStoreException(
          Kind.UNREACHABLE,
          "no Ollama server answers at "
              + host()
              + ", and the ollama program does not help: "
              + e.getMessage()
              + "; start the server with 'ollama serve', or name its place with --host, or a model"
              + " folder with --store",
          e);
    }
  }

  /** Whether the server is on this machine. */
  boolean isLocal() {
    return host().isLocal();
  }

  private OllamaHost host() {
    Configuration.Value value = configuration.of(Setting.OLLAMA_HOST);
    try {
      return OllamaHost.parse(value.text());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(value.origin() + ": " + e.getMessage(), e);
    }
  }

  private Duration timeout() {
    return Duration.ofSeconds(configuration.requiredCount(Setting.OLLAMA_TIMEOUT));
  }
}
