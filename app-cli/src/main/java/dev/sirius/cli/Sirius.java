package dev.sirius.cli;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import dev.sirius.cli.command.CommandFailure;
import dev.sirius.cli.command.CompletionCommand;
import dev.sirius.cli.command.ConfigCommand;
import dev.sirius.cli.command.CreateCommand;
import dev.sirius.cli.command.DeviceCommand;
import dev.sirius.cli.command.DoctorCommand;
import dev.sirius.cli.command.ExitCode;
import dev.sirius.cli.command.GlobalOptions;
import dev.sirius.cli.command.HasLevelsCommand;
import dev.sirius.cli.command.LevelsCommand;
import dev.sirius.cli.command.ListCommand;
import dev.sirius.cli.command.ModelfileCommand;
import dev.sirius.cli.command.OptimizeCommand;
import dev.sirius.cli.command.PullCommand;
import dev.sirius.cli.command.RecommendCommand;
import dev.sirius.cli.command.ShowCommand;
import dev.sirius.cli.command.SiriusCommand;
import dev.sirius.cli.config.ConfigurationException;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.wiring.SiriusModule;
import dev.sirius.core.device.port.DeviceProbeException;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.modelfile.ModelfileException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One run of the command line: arguments in, exit code out. */
public final class Sirius {

  private final Console console;
  private final Map<String, String> environment;
  private final GlobalOptions options = new GlobalOptions();
  private @Nullable Injector injector;

  /**
   * @param console where it prints
   * @param environment the environment variables
   */
  public Sirius(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = Map.copyOf(environment);
  }

  /** Runs a command and returns its exit code. */
  public int run(String... arguments) {
    IFactory plain = CommandLine.defaultFactory();
    CommandLine commandLine =
        new CommandLine(
            new SiriusCommand(options),
            new IFactory() {
              @Override
              public <K> K create(Class<K> type) throws Exception {
                return type.isAnnotationPresent(Command.class)
                    ? injector().getInstance(type)
                    : plain.create(type);
              }
            });
    commandLine
        .addSubcommand(DeviceCommand.class)
        .addSubcommand(LevelsCommand.class)
        .addSubcommand(RecommendCommand.class)
        .addSubcommand(ModelfileCommand.class)
        .addSubcommand(CreateCommand.class)
        .addSubcommand(OptimizeCommand.class)
        .addSubcommand(PullCommand.class)
        .addSubcommand(ListCommand.class)
        .addSubcommand(ShowCommand.class)
        .addSubcommand(HasLevelsCommand.class)
        .addSubcommand(DoctorCommand.class)
        .addSubcommand(ConfigCommand.class)
        .addSubcommand(CompletionCommand.class);
    commandLine
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setUsageHelpWidth(80)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setParameterExceptionHandler((e, args) -> usage(e))
        .setExecutionExceptionHandler((e, command, result) -> failed(e));
    return commandLine.execute(arguments);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /** Made only when a command needs it: help and version start without. */
  private Injector injector() {
    Injector existing = injector;
    if (existing == null) {
      existing =
          Guice.createInjector(Stage.DEVELOPMENT, new SiriusModule(options, console, environment));
      injector = existing;
    }
    return existing;
  }

  private int usage(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    StringBuilder message = new StringBuilder(oneLine(e));
    if (e instanceof UnmatchedArgumentException unmatched) {
      var suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        message.append("; did you mean ").append(suggestions.get(0)).append("?");
      }
    }
    message.append("; see '").append(command).append(" --help'");
    return report(ExitCode.USAGE, message.toString(), e);
  }

  private int failed(Exception e) {
    Throwable cause = e;
    while (cause instanceof ProvisionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return report(exitCode(cause), oneLine(cause), cause);
  }

  private static ExitCode exitCode(Throwable e) {
    if (e instanceof CommandFailure failure) {
      return failure.exitCode();
    }
    if (e instanceof ModelStoreException failure) {
      return ExitCode.of(failure.kind());
    }
    boolean usage =
        e instanceof ConfigurationException
            || e instanceof DeviceProbeException
            || e instanceof ModelfileException
            || e instanceof IllegalArgumentException;
    return usage ? ExitCode.USAGE : ExitCode.FAILED;
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
    if (options.json()) {
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
