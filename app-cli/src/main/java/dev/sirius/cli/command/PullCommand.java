package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import jakarta.inject.Provider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Downloads a model into Ollama. */
@Command(name = "pull", description = "Download a model into Ollama.")
public final class PullCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<ModelStore> store;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      converter = ModelNameConverter.class,
      description = "A model of Ollama's library, or hf.co/USER/REPO:TYPE.")
  private ModelName model;

  @SuppressWarnings("NullAway.Init") // picocli sets the model before it runs
  public PullCommand(GlobalOptions options, Console console, Provider<ModelStore> store) {
    this.options = options;
    this.console = console;
    this.store = store;
  }

  @Override
  public void run() {
    try (ProgressLine progress = console.progress()) {
      store.get().pull(model, progress);
    }
    if (options.json()) {
      console.json(Json.object("model", model.shortForm(), "pulled", true));
    } else {
      console.line("pulled " + model);
    }
  }
}
