package dev.sirius.cli.wiring;

import com.google.inject.AbstractModule;
import dev.sirius.cli.command.CommandRun;
import dev.sirius.cli.command.DemoCommand;
import dev.sirius.cli.command.GlobalOptions;
import dev.sirius.cli.output.Console;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.Optional;

/** Joins the demonstration to the commands that it shows; those are wired as they run. */
public final class DemoModule extends AbstractModule {

  private static final Path MODEL = Path.of("models", "tiny-kjv-f16.gguf");

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final CommandRun commands;

  /**
   * @param options the flags that every command takes
   * @param console where it prints
   * @param environment the environment variables
   * @param commands runs the commands that it shows
   */
  public DemoModule(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      CommandRun commands) {
    this.options = options;
    this.console = console;
    this.environment = environment;
    this.commands = commands;
  }

  @Override
  protected void configure() {
    bind(DemoCommand.class)
        .toProvider(
            () -> new DemoCommand(options, console, environment, commands, home().resolve(MODEL)));
  }

  /** Where the program is installed: above the folder that its jar file is in. */
  private static Path home() {
    return Optional.ofNullable(DemoModule.class.getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation)
        .flatMap(
            place -> {
              try {
                return Optional.of(Path.of(place.toURI()));
              } catch (URISyntaxException e) {
                return Optional.empty();
              }
            })
        .map(Path::getParent)
        .map(Path::getParent)
        .orElse(Path.of(""));
  }
}
