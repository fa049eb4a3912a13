package dev.sirius.adapters.ollama.cli;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ollama, reached by running its program.
 *
 * <p>Every method runs {@code ollama} once or a few times, each time with a list of arguments and
 * never through a shell, and throws {@link dev.sirius.core.model.port.ModelStoreException} when
 * that fails.
 */
public final class CliOllama implements ModelStore, ModelRunner {

  private CliOllama() {}

  /** Starts with the program that this process would find on its {@code PATH}. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public OllamaVersion version() {
    throw new UnsupportedOperationException("not there yet");
  }

  @Override
  public List<InstalledModel> list() {
    throw new UnsupportedOperationException("not there yet");
  }

  @Override
  public ModelDescription show(ModelName name) {
    throw new UnsupportedOperationException("not there yet");
  }

  @Override
  public void create(CreateRequest request, Consumer<Progress> progress) {
    throw new UnsupportedOperationException("not there yet");
  }

  @Override
  public void copy(ModelName source, ModelName target) {
    throw new UnsupportedOperationException("not there yet");
  }

  @Override
  public void delete(ModelName name) {
    throw new UnsupportedOperationException("not there yet");
  }

  @Override
  public void pull(ModelName name, Consumer<Progress> progress) {
    throw new UnsupportedOperationException("not there yet");
  }

  @Override
  public List<RunningModel> running() {
    throw new UnsupportedOperationException("not there yet");
  }

  @Override
  public Generation generate(GenerateRequest request) {
    throw new UnsupportedOperationException("not there yet");
  }

  @Override
  public void unload(ModelName name) {
    throw new UnsupportedOperationException("not there yet");
  }

  /** Puts a {@link CliOllama} together. Nothing is run or looked for before it is used. */
  @SuppressWarnings("UnusedVariable")
  public static final class Builder {

    private @Nullable Path program;
    private String searchPath = "";
    private Map<String, String> environment = System.getenv();
    private @Nullable String host;
    private Duration answerTimeout = Duration.ofSeconds(60);
    private Consumer<String> trace = line -> {};

    private Builder() {}

    /** The program to run; without it, {@code ollama} is looked for on the search path. */
    public Builder program(Path newProgram) {
      program = requireNonNull(newProgram, "program");
      return this;
    }

    /** Where {@code ollama} is looked for: a value of {@code PATH}. */
    public Builder searchPath(String newSearchPath) {
      searchPath = requireNonNull(newSearchPath, "searchPath");
      return this;
    }

    /** The environment of the program; without it, this process's own. */
    public Builder environment(Map<String, String> newEnvironment) {
      environment = Map.copyOf(newEnvironment);
      return this;
    }

    /** The server that the program shall talk to: a value of {@code OLLAMA_HOST}. */
    public Builder host(String newHost) {
      host = requireNonNull(newHost, "host");
      return this;
    }

    /** How long a short command may take, and a long one may stay silent. */
    public Builder answerTimeout(Duration newAnswerTimeout) {
      if (newAnswerTimeout.isNegative() || newAnswerTimeout.isZero()) {
        throw new IllegalArgumentException(
            "an answer time of " + newAnswerTimeout + "; more than zero is needed");
      }
      answerTimeout = newAnswerTimeout;
      return this;
    }

    /** Is told each command before it is run, on a line. */
    public Builder trace(Consumer<String> newTrace) {
      trace = requireNonNull(newTrace, "trace");
      return this;
    }

    public CliOllama build() {
      return new CliOllama();
    }
  }
}
