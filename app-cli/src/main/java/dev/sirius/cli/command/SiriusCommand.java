package dev.sirius.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The {@code sirius} command itself; alone it only points at its help. */
public final class SiriusCommand implements Runnable {

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("sirius");

  private SiriusCommand() {}

  /** The root of all commands, with the options that all take. */
  public static CommandSpec root(GlobalOptions options) {
    CommandSpec root = new SiriusCommand().spec;
    root.versionProvider(new Version());
    root.usageMessage()
        .description("Puts the right quantization of a language model on a machine.")
        .synopsisSubcommandLabel("COMMAND")
        .sortOptions(false)
        .footer(
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 Ollama unreachable, 4 not found,",
            "5 does not fit or level unreachable, 130 interrupted.");
    options.addTo(root);
    root.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("Show this help.")
            .build());
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Show the version.")
            .build());
    return root;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
