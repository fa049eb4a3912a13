package dev.sirius.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code sirius} command itself; alone it only points at its help. */
@Command(
    name = "sirius",
    description = "Puts the right quantization of a language model on a machine.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 usage, 3 Ollama unreachable, 4 not found,",
      "5 does not fit or level unreachable, 130 interrupted."
    })
@SuppressWarnings("UnusedVariable") // picocli reads the fields
public final class SiriusCommand implements Runnable {

  @Mixin private final GlobalOptions options;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before it runs anything
  public SiriusCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
