package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.usecase.VerifyModel;
import dev.sirius.core.verify.Verification;
import jakarta.inject.Provider;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sets what was promised of a model beside what is measured. */
@Command(
    name = "verify",
    description = {
      "Load a model, ask it, and set promises beside measurements.",
      "Memory, context, speed, load time and quantization. Exit code 1 when a",
      "promise is broken. What is measured is kept for this device."
    })
public final class VerifyCommand implements Callable<Integer> {

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final Provider<VerifyModel> verifyModel;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      converter = ModelNameConverter.class,
      description = "An installed model.")
  private ModelName name;

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param environment the environment variables
   * @param verifyModel verifies
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the name before it runs
  public VerifyCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<VerifyModel> verifyModel) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.verifyModel = verifyModel;
  }

  @Override
  public Integer call() {
    Verification verification = verifyModel.get().verify(name, PlanOptions.ofOllama(environment));
    if (options.json()) {
      console.json(VerificationView.document(verification));
    } else {
      VerificationView.print(verification, console);
    }
    return (verification.isKept() ? ExitCode.DONE : ExitCode.FAILED).code();
  }
}
