package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.usecase.PullModel;
import jakarta.inject.Provider;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Downloads a model into Ollama, or into a model folder. */
@Command(name = "pull", description = "Download a model into Ollama, or into a model folder.")
public final class PullCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final Provider<PullModel> pull;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "A model of Ollama's library, or hf.co/USER/REPO[:TYPE]; without a type that which"
              + " 'sirius plan' takes.")
  private String model = "";

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param environment the environment variables
   * @param pull downloads
   */
  public PullCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<PullModel> pull) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.pull = pull;
  }

  @Override
  public void run() {
    PublishedModel published = PublishedModel.parse(model);
    ModelName name;
    try (ProgressLine progress = console.progress()) {
      name = pull.get().pull(published, PlanOptions.ofOllama(environment), progress);
    }
    if (options.json()) {
      console.json(Json.object("model", name.shortForm(), "pulled", true));
    } else {
      console.line("pulled " + name);
    }
  }
}
