package dev.sirius.core.broken;

import picocli.CommandLine;

/** Breaks a rule of the architecture on purpose, so that the rule is seen to go red. */
public final class UsesPicocli {
  public CommandLine breach(Object any) {
    return (CommandLine) any;
  }
}
