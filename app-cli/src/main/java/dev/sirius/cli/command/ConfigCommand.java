package dev.sirius.cli.command;

import dev.sirius.cli.config.Configuration;
import dev.sirius.cli.config.Setting;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import jakarta.inject.Provider;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what has to do with the configuration. */
@Command(
    name = "config",
    description = "Show the configuration.",
    synopsisSubcommandLabel = "show",
    subcommands = ConfigCommand.Show.class)
public final class ConfigCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before it runs
  public ConfigCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "'config' needs a word more: config show");
  }

  /** Shows every setting and where its value comes from. */
  @Command(name = "show", description = "Show every setting and where its value comes from.")
  public static final class Show implements Runnable {

    private final GlobalOptions options;
    private final Console console;
    private final Provider<Configuration> configuration;

    public Show(GlobalOptions options, Console console, Provider<Configuration> configuration) {
      this.options = options;
      this.console = console;
      this.configuration = configuration;
    }

    @Override
    public void run() {
      Configuration settings = configuration.get();
      if (options.json()) {
        console.json(
            Json.object(
                "settings",
                Arrays.stream(Setting.values())
                    .map(
                        setting ->
                            Json.object(
                                "key", setting.key(),
                                "value", settings.text(setting).orElse(null),
                                "origin", settings.of(setting).origin(),
                                "variable", setting.variable(),
                                "description", setting.description()))
                    .toList()));
        return;
      }
      Table table = new Table(0);
      for (Setting setting : Setting.values()) {
        table.row(
            setting.key(),
            settings.text(setting).orElse("-") + "  [" + settings.of(setting).origin() + "]");
      }
      console.lines(table.lines());
    }
  }
}
