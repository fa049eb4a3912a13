package dev.sirius.cli;

import dev.sirius.cli.output.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where the JVM starts. */
public final class Main {

  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    // The launcher looks which streams are terminals: Java cannot tell them apart.
    Console console =
        new Console(
            out,
            err,
            Boolean.getBoolean("sirius.out.terminal"),
            Boolean.getBoolean("sirius.err.terminal"),
            System.getenv());
    int exitCode = new Sirius(console, System.getenv()).run(arguments);
    out.flush();
    err.flush();
    System.exit(exitCode);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
