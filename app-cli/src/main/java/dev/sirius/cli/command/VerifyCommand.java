package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.Progress;
import dev.sirius.core.usecase.VerifyModel;
import dev.sirius.core.usecase.family.LevelQuality;
import dev.sirius.core.verify.Verification;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  private final Provider<LevelQuality> levelQuality;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      converter = ModelNameConverter.class,
      description = "An installed model.")
  private ModelName name;

  @Mixin private TextOptions text = new TextOptions();

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param environment the environment variables
   * @param verifyModel verifies
   * @param levelQuality compares a level with its parent
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the name before it runs
  public VerifyCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<VerifyModel> verifyModel,
      Provider<LevelQuality> levelQuality) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.verifyModel = verifyModel;
    this.levelQuality = levelQuality;
  }

  @Override
  public Integer call() {
    Optional<Path> read = text.text();
    Verification verification = verifyModel.get().verify(name, PlanOptions.ofOllama(environment));
    Optional<LevelQuality.Distance> distance;
    try (ProgressLine progress = console.progress()) {
      distance =
          read.map(
              file -> {
                progress.accept(Progress.of("reading " + file));
                return levelQuality
                    .get()
                    .measure(
                        name,
                        file,
                        text.pieces(),
                        tensor -> progress.accept(Progress.of("comparing " + tensor)));
              });
    }
    if (options.json()) {
      Map<String, @Nullable Object> document = VerificationView.document(verification);
      document.put("quality", distance.map(VerificationView::document).orElse(null));
      console.json(document);
    } else {
      VerificationView.print(verification, console);
      distance.ifPresent(known -> VerificationView.print(known, console));
    }
    return (verification.isKept() ? ExitCode.DONE : ExitCode.FAILED).code();
  }
}
