package dev.sirius.core.broken;

/** Breaks a rule of the architecture on purpose, so that the rule is seen to go red. */
public final class PrintsAndExits {
  public void breach() {
    System.out.println("printed outside the command line");
    System.exit(1);
  }
}
