package dev.sirius.cli.wiring;

import dev.sirius.adapters.ollama.cli.CliOllama;
import dev.sirius.adapters.ollama.http.HttpOllama;
import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.ConfigurationException;
import dev.sirius.cli.config.Setting;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.OllamaHost;
import java.nio.file.Path;
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
   * program.
   *
   * @throws ModelStoreException {@code UNREACHABLE} when neither is there
   */
  OllamaConnection choose(String adapter) {
    OllamaConnection chosen =
        switch (adapter) {
          case "http" -> http();
          case "cli" -> cli();
          default -> automatic();
        };
    trace.accept("ollama over " + chosen.adapter() + ": " + chosen.why());
    return chosen;
  }

  OllamaConnection http() {
    HttpOllama ollama =
        HttpOllama.builder().host(host()).answerTimeout(timeout()).trace(trace).build();
    return new OllamaConnection("http", "server at " + host(), ollama, ollama);
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
    return new OllamaConnection("cli", "the ollama program", ollama, ollama);
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
      throw new ModelStoreException(
          Kind.UNREACHABLE,
          "no Ollama server answers at "
              + host()
              + ", and the ollama program does not help: "
              + e.getMessage()
              + "; start the server with 'ollama serve', or name its place with --host",
          e);
    }
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
