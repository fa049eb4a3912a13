package dev.sirius.cli;

import com.google.inject.ProvisionException;
import dev.sirius.cli.command.CommandFailure;
import dev.sirius.cli.command.CompareCommand;
import dev.sirius.cli.command.CompletionCommand;
import dev.sirius.cli.command.ConfigCommand;
import dev.sirius.cli.command.CreateCommand;
import dev.sirius.cli.command.DemoCommand;
import dev.sirius.cli.command.DeviceCommand;
import dev.sirius.cli.command.DoctorCommand;
import dev.sirius.cli.command.ExitCode;
import dev.sirius.cli.command.ExportCommand;
import dev.sirius.cli.command.GcCommand;
import dev.sirius.cli.command.GlobalOptions;
import dev.sirius.cli.command.HasLevelsCommand;
import dev.sirius.cli.command.ImportCommand;
import dev.sirius.cli.command.InspectCommand;
import dev.sirius.cli.command.LevelsCommand;
import dev.sirius.cli.command.ListCommand;
import dev.sirius.cli.command.ModelfileCommand;
import dev.sirius.cli.command.OptimizeCommand;
import dev.sirius.cli.command.PlanCommand;
import dev.sirius.cli.command.PullCommand;
import dev.sirius.cli.command.QuantizeCommand;
import dev.sirius.cli.command.RecommendCommand;
import dev.sirius.cli.command.ShowCommand;
import dev.sirius.cli.command.SiriusCommand;
import dev.sirius.cli.command.SwitchCommand;
import dev.sirius.cli.command.VerifyCommand;
import dev.sirius.cli.command.Version;
import dev.sirius.cli.config.ConfigurationException;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.wiring.CommandFactory;
import dev.sirius.core.device.port.DeviceProbeException;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.modelfile.ModelfileException;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.usecase.UnknownModelException;
import dev.sirius.core.usecase.family.FamilyException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One run of the command line: arguments in, exit code out. */
public final class Sirius {

  private static final Set<String> VERSION = Set.of("--version", "-V");

  /** A command by the word that calls it. */
  private record Word(String text, Class<?> command) {}

  /** All commands, in the order in which help lists them. */
  private static final List<Word> WORDS =
      List.of(
          new Word("demo", DemoCommand.class),
          new Word("recommend", RecommendCommand.class),
          new Word("plan", PlanCommand.class),
          new Word("optimize", OptimizeCommand.class),
          new Word("create", CreateCommand.class),
          new Word("list", ListCommand.class),
          new Word("show", ShowCommand.class),
          new Word("inspect", InspectCommand.class),
          new Word("levels", LevelsCommand.class),
          new Word("has-levels", HasLevelsCommand.class),
          new Word("switch", SwitchCommand.class),
          new Word("pull", PullCommand.class),
          new Word("quantize", QuantizeCommand.class),
          new Word("verify", VerifyCommand.class),
          new Word("export", ExportCommand.class),
          new Word("import", ImportCommand.class),
          new Word("compare", CompareCommand.class),
          new Word("modelfile", ModelfileCommand.class),
          new Word("device", DeviceCommand.class),
          new Word("doctor", DoctorCommand.class),
          new Word("gc", GcCommand.class),
          new Word("config", ConfigCommand.class),
          new Word("completion", CompletionCommand.class));

  /** Joins commands to what they need. */
  @FunctionalInterface
  interface Wiring {
    /**
     * A factory of commands.
     *
     * @param options the options that every command takes; not yet read
     * @param commands the commands that may be asked for
     */
    IFactory join(GlobalOptions options, Set<Class<?>> commands);
  }

  private final Console console;
  private final Wiring wiring;
  private final GlobalOptions options = new GlobalOptions();
  private boolean json;

  /**
   * @param console where it prints
   * @param environment the environment variables
   */
  public Sirius(Console console, Map<String, String> environment) {
    this(
        console,
        (options, commands) ->
            CommandFactory.wired(options, console, environment, commands, Sirius::runInside));
  }

  /**
   * @param console where it prints
   * @param wiring what makes the commands, under the options of the command line
   */
  Sirius(Console console, Wiring wiring) {
    this.console = console;
    this.wiring = wiring;
  }

  private static int runInside(
      Console console, Map<String, String> environment, List<String> arguments) {
    return new Sirius(console, environment).run(arguments.toArray(new String[0]));
  }

  /** Runs a command and returns its exit code. */
  public int run(String... arguments) {
    if (arguments.length == 1 && VERSION.contains(arguments[0])) {
      // Tools ask for it at their own start; it needs neither parser nor wiring.
      console.line(Version.line());
      return ExitCode.DONE.code();
    }
    json = List.of(arguments).contains("--json");
    List<Word> named = named(arguments);
    CommandLine commandLine =
        new CommandLine(SiriusCommand.root(options), new Commands(joining(named)));
    addCommands(commandLine, named);
    commandLine
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setUsageHelpWidth(80)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setParameterExceptionHandler(new WrongArguments())
        .setExecutionExceptionHandler(new FailedCommand());
    return commandLine.execute(arguments);
  }

  /** The commands that the arguments may mean. */
  private static List<Word> named(String... arguments) {
    List<String> words = Arrays.asList(arguments);
    boolean all = words.contains("completion");
    List<Word> named = new ArrayList<>();
    for (Word word : WORDS) {
      if (all || words.contains(word.text)) {
        named.add(word);
      }
    }
    return named;
  }

  /**
   * Adds the commands that are named; where none is, the outlines of all, which is what help and
   * suggestions need. To look at every option of every command would take most of the time of a
   * short run.
   */
  private static void addCommands(CommandLine commandLine, List<Word> named) {
    for (Word word : named.isEmpty() ? WORDS : named) {
      if (named.isEmpty()) {
        CommandSpec outline = CommandSpec.create().name(word.text);
        String[] description = word.command.getAnnotation(Command.class).description();
        outline.usageMessage().description(description[0]);
        commandLine.addSubcommand(word.text, outline);
      } else {
        commandLine.addSubcommand(word.command);
      }
    }
  }

  /**
   * Starts to join the commands that are named, while the parser reads what options there are: each
   * takes a third of a short run. Without a command nothing is joined.
   */
  private FutureTask<IFactory> joining(List<Word> named) {
    Set<Class<?>> commands = new HashSet<>();
    for (Word word : named) {
      commands.add(word.command);
    }
    FutureTask<IFactory> joining = new FutureTask<>(() -> wiring.join(options, commands));
    if (!commands.isEmpty()) {
      Thread thread = new Thread(joining, "wiring");
      thread.setDaemon(true);
      thread.start();
    }
    return joining;
  }

  /** Makes commands as they are joined, and what else the parser needs as it would itself. */
  private static final class Commands implements IFactory {
    private final IFactory plain = CommandLine.defaultFactory();
    private final Future<IFactory> joined;

    Commands(Future<IFactory> joined) {
      this.joined = joined;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type.isAnnotationPresent(Command.class) ? joined().create(type) : plain.create(type);
    }

    /** Waits whatever happens: an interrupt is for the command that is made here. */
    private IFactory joined() throws ExecutionException {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            return joined.get();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  // No lambdas: picocli's interfaces are of a kind that the JVM's class archive does not take them
  // for.

  private final class WrongArguments implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
      String command = e.getCommandLine().getCommandSpec().qualifiedName();
      StringBuilder message = new StringBuilder(oneLine(e));
      if (e instanceof UnmatchedArgumentException unmatched) {
        List<String> suggestions = unmatched.getSuggestions();
        if (!suggestions.isEmpty()) {
          message.append("; did you mean ").append(suggestions.get(0)).append("?");
        }
      }
      message.append("; see '").append(command).append(" --help'");
      return report(ExitCode.USAGE, message.toString(), e);
    }
  }

  private final class FailedCommand implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
      Throwable cause = e;
      while (cause instanceof ProvisionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      return report(exitCode(cause), oneLine(cause) + hint(cause), cause);
    }
  }

  private static ExitCode exitCode(Throwable e) {
    if (e instanceof CommandFailure failure) {
      return failure.exitCode();
    }
    if (e instanceof ModelStoreException failure) {
      return ExitCode.of(failure.kind());
    }
    if (e instanceof RegistryException failure) {
      return ExitCode.of(failure.kind());
    }
    if (e instanceof UnknownModelException
        || (e instanceof WeightsException failure
            && failure.kind() == WeightsException.Kind.NOT_FOUND)) {
      return ExitCode.NOT_FOUND;
    }
    if (e instanceof FamilyException failure && failure.kind() == FamilyException.Kind.NO_LEVEL) {
      return ExitCode.DOES_NOT_FIT;
    }
    boolean usage =
        e instanceof ConfigurationException
            || e instanceof TypeConversionException
            || e instanceof DeviceProbeException
            || e instanceof ModelfileException
            || e instanceof IllegalArgumentException;
    return usage ? ExitCode.USAGE : ExitCode.FAILED;
  }

  private static String hint(Throwable e) {
    boolean bare =
        e instanceof ModelStoreException failure
            && failure.kind() == ModelStoreException.Kind.NOT_FOUND
            && !oneLine(e).contains("; ");
    return bare ? "; 'sirius list' shows what is installed" : "";
  }

  private static String oneLine(Throwable e) {
    String message = e.getMessage();
    String text =
        message == null || message.isBlank()
            ? "unexpected " + e.getClass().getSimpleName() + "; --verbose shows where"
            : message;
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private int report(ExitCode exitCode, String message, Throwable cause) {
    console.talk("sirius: " + message);
    if (options.verbose()) {
      StringWriter trace = new StringWriter();
      cause.printStackTrace(new PrintWriter(trace));
      trace.toString().lines().forEach(console::talk);
    }
    if (json) {
      console.json(
          Json.object(
              "error",
              Json.object(
                  "exitCode", exitCode.code(),
                  "meaning", exitCode.meaning(),
                  "message", message)));
    }
    return exitCode.code();
  }
}
