package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the completion script for bash and zsh. */
@Command(
    name = "completion",
    description = {
      "Print the completion script for bash and zsh.",
      "Use it with: source <(sirius completion)"
    })
public final class CompletionCommand implements Runnable {

  private final Console console;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets spec before it runs
  public CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    console.raw(AutoComplete.bash("sirius", spec.root().commandLine()));
  }
}
