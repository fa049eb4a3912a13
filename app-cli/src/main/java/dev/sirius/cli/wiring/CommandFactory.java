package dev.sirius.cli.wiring;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import dev.sirius.cli.command.CommandRun;
import dev.sirius.cli.command.DemoCommand;
import dev.sirius.cli.command.GlobalOptions;
import dev.sirius.cli.output.Console;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.IFactory;

/** Makes commands with what they need. */
public final class CommandFactory implements IFactory {

  private final Injector injector;

  /**
   * @param module what joins commands to use cases and those to adapters
   */
  public CommandFactory(Module module) {
    injector = Guice.createInjector(Stage.DEVELOPMENT, module);
  }

  /**
   * A factory whose commands work on this machine, or on what options and environment say.
   *
   * @param options the options that every command takes
   * @param console where commands print
   * @param environment the environment variables
   * @param commands runs other commands, for the one that shows them
   */
  public static IFactory wired(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      CommandRun commands) {
    Map<Boolean, CommandFactory> made = new HashMap<>();
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) {
        if (type.equals(DemoCommand.class)) {
          return new CommandFactory(new DemoModule(options, console, environment, commands))
              .create(type);
        }
        return made.computeIfAbsent(
                !SiriusModule.QUICK.contains(type),
                all -> new CommandFactory(new SiriusModule(options, console, environment, all)))
            .create(type);
      }
    };
  }

  @Override
  public <K> K create(Class<K> type) {
    return injector.getInstance(type);
  }
}
