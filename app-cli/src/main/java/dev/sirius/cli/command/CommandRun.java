package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import java.util.List;
import java.util.Map;

/** Runs a command of the command line inside this process, as if a user had typed it. */
@FunctionalInterface
public interface CommandRun {

  /**
   * Runs a command.
   *
   * @param console where it prints
   * @param environment the environment variables that it sees
   * @param arguments the words after {@code sirius}
   * @return its exit code
   */
  int run(Console console, Map<String, String> environment, List<String> arguments);
}
