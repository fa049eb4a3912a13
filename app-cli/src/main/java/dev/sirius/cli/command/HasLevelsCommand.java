package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import jakarta.inject.Provider;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Answers by its exit code whether a model records levels. */
@Command(
    name = "has-levels",
    description = "Answer by the exit code whether a model records levels: 0 yes, 1 no.")
public final class HasLevelsCommand implements Callable<Integer> {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<ModelStore> store;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      converter = ModelNameConverter.class,
      description = "An installed model.")
  private ModelName model;

  @SuppressWarnings("NullAway.Init") // picocli sets the model before it calls
  public HasLevelsCommand(GlobalOptions options, Console console, Provider<ModelStore> store) {
    this.options = options;
    this.console = console;
    this.store = store;
  }

  @Override
  public Integer call() {
    boolean has = ModelLevels.of(store.get().show(model)).recorded().isPresent();
    if (options.json()) {
      console.json(Json.object("model", model.shortForm(), "hasLevels", has));
    } else {
      console.line(model + (has ? " records levels" : " records no levels"));
    }
    return has ? ExitCode.DONE.code() : ExitCode.FAILED.code();
  }
}
