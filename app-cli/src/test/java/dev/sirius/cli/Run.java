package dev.sirius.cli;

import com.google.inject.Module;
import com.google.inject.util.Modules;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.wiring.CommandFactory;
import dev.sirius.cli.wiring.DemoModule;
import dev.sirius.cli.wiring.SiriusModule;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A whole run of the command line inside this process. */
record Run(int exitCode, String out, String err) {

  /** Where commands are run: an environment, and what takes the place of adapters. */
  record Place(Map<String, String> environment, Module instead, boolean terminal) {

    /** Runs a command. */
    Run run(String... arguments) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Console console =
          new Console(
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              terminal,
              terminal,
              environment);
      Sirius.Wiring wiring =
          (options, commands) ->
              new CommandFactory(
                  Modules.override(
                          new SiriusModule(options, console, environment),
                          new DemoModule(options, console, environment, Place::inside))
                      .with(instead));
      int exitCode = new Sirius(console, wiring).run(arguments);
      return new Run(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static int inside(
        Console console, Map<String, String> environment, List<String> arguments) {
      return new Sirius(console, environment).run(arguments.toArray(new String[0]));
    }

    /** Runs a command that is written with blanks between its words. */
    Run line(String command) {
      return run(command.split(" "));
    }

    /** The same place, where both streams are terminals. */
    Place onTerminal() {
      return new Place(environment, instead, true);
    }
  }

  /** A place with an environment, and all adapters as the environment says. */
  static Place in(Map<String, String> environment) {
    return new Place(environment, binder -> {}, false);
  }

  /** A place with something instead of adapters. */
  static Place with(Map<String, String> environment, Module instead) {
    return new Place(environment, instead, false);
  }
}
