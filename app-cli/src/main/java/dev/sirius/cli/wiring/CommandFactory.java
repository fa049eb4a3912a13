package dev.sirius.cli.wiring;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.util.Modules;
import dev.sirius.cli.command.CommandRun;
import dev.sirius.cli.command.DemoCommand;
import dev.sirius.cli.command.GlobalOptions;
import dev.sirius.cli.output.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * A factory whose commands work on this machine, or on what options and environment say. It may
   * be made before the options are read: they are looked at only when a command runs.
   *
   * @param options the options that every command takes
   * @param console where commands print
   * @param environment the environment variables
   * @param commands the commands that may be asked for
   * @param run runs other commands, for the one that shows them
   */
  public static IFactory wired(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      Set<Class<?>> commands,
      CommandRun run) {
    List<Module> modules = new ArrayList<>();
    if (commands.contains(DemoCommand.class)) {
      modules.add(new DemoModule(options, console, environment, run));
    }
    if (!Set.of(DemoCommand.class).containsAll(commands)) {
      boolean all = !SiriusModule.QUICK.containsAll(commands);
      modules.add(new SiriusModule(options, console, environment, all));
    }
    return new CommandFactory(Modules.combine(modules));
  }

  @Override
  public <K> K create(Class<K> type) {
    return injector.getInstance(type);
  }
}
