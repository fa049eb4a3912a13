package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.ProgressLine;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.usecase.Target;
import dev.sirius.core.usecase.family.FamilyPlan;
import dev.sirius.core.usecase.family.ImportFamily;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a family of a file that {@code export} wrote. */
@Command(
    name = "import",
    description = {
      "Make a family of a file that 'sirius export' wrote.",
      "The parent is taken as it is; the level that fits this device and the next",
      "one down are made of it."
    })
public final class ImportCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final Provider<ImportFamily> importFamily;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
  private Path file;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      converter = ModelNameConverter.class,
      description = "The family's name here; without it the one in the file.")
  private @Nullable ModelName name;

  @ArgGroup private @Nullable TargetOptions target;

  @Option(names = "--force", description = "Replace models that are in the way.")
  private boolean force;

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param environment the environment variables
   * @param importFamily makes the family
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the file before it runs
  public ImportCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Provider<ImportFamily> importFamily) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.importFamily = importFamily;
  }

  @Override
  public void run() {
    Optional<Target> wanted = target == null ? Optional.empty() : target.target();
    FamilyPlan plan;
    try (ProgressLine progress = console.progress()) {
      plan =
          importFamily
              .get()
              .importFrom(
                  file,
                  Optional.ofNullable(name),
                  wanted.map(Target::type),
                  force,
                  PlanOptions.ofOllama(environment),
                  progress);
    }
    new FamilyReport(options, console).tell(plan, false);
  }
}
