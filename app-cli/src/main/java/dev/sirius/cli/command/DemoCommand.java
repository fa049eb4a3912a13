package dev.sirius.cli.command;

import dev.sirius.cli.config.Setting;
import dev.sirius.cli.demo.DemoFolder;
import dev.sirius.cli.demo.DiskUse;
import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.core.ollama.HumanText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Does all of the main job on a small model, for real: each step is a command of this program, run
 * as a user would run it, in a model folder of its own.
 */
@Command(
    name = "demo",
    description = {
      "Do the whole job on a small model, for real, and show each step.",
      "It takes a few seconds, needs no Ollama and no network, and leaves nothing",
      "behind, unless --keep says so."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final String NAME = "kjv";
  private static final double NANOS = 1e9;
  private static final Set<Setting> OLLAMA =
      EnumSet.of(Setting.ADAPTER, Setting.OLLAMA_HOST, Setting.STORE_FOLDER);

  private final GlobalOptions options;
  private final Console console;
  private final Map<String, String> environment;
  private final CommandRun commands;
  private final Path model;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Make the model folder there, and leave it for an Ollama to serve.")
  private @Nullable Path keep;

  /**
   * @param options the flags that every command takes; those that simulate a device are handed on
   * @param console where it prints
   * @param environment the environment variables
   * @param commands runs the steps
   * @param model the GGUF file of the small model
   */
  public DemoCommand(
      GlobalOptions options,
      Console console,
      Map<String, String> environment,
      CommandRun commands,
      Path model) {
    this.options = options;
    this.console = console;
    this.environment = Map.copyOf(environment);
    this.commands = commands;
    this.model = model;
  }

  /** A step: what it shows, and the words after {@code sirius}. */
  private record Step(String what, List<String> arguments) {
    String command() {
      return "sirius " + String.join(" ", arguments);
    }
  }

  private static Step step(String what, String... arguments) {
    return new Step(what, List.of(arguments));
  }

  private List<Step> steps() {
    return List.of(
        step("What this machine has, and where each value comes from:", "device"),
        step("What the model needs at each level, and what fits:", "plan", file(), "--levels"),
        step(
            "One family out of the file: the parent as it is, each level quantized from it:",
            "create",
            file(),
            NAME,
            "--nested",
            "--materialize",
            "all"),
        step("What there is now:", "levels", NAME),
        step("A step down, as when memory runs short:", "switch", NAME, "TINY"),
        step("And up again, to the highest level that fits now:", "switch", NAME, "auto"),
        step(
            "Each level made once more from the parent, and compared:",
            "levels",
            NAME,
            "--verify"));
  }

  /** As short as it can be said where the user stands. */
  private String file() {
    Path here = Path.of("").toAbsolutePath();
    return (model.startsWith(here) ? here.relativize(model) : model).toString();
  }

  @Override
  public Integer call() {
    if (options.settings().keySet().stream().anyMatch(OLLAMA::contains)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "the demonstration makes a model folder of its own; --keep DIR says where, and --adapter,"
              + " --host and --store do not go with it");
    }
    if (!Files.isRegularFile(model)) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the small model is not at "
              + model
              + ", where it comes with the program; install Sirius again, or try 'sirius create"
              + " FILE.gguf NAME --nested' with a model of yours");
    }
    Optional<Path> kept = Optional.ofNullable(keep).map(DemoCommand::emptyFolder);
    String temporary = environment.getOrDefault("TMPDIR", "");
    Path parent = Path.of(temporary.isBlank() ? System.getProperty("java.io.tmpdir") : temporary);
    try (DemoFolder folder = DemoFolder.in(parent)) {
      show(folder, kept.orElseGet(() -> folder.path().resolve("models")), kept.isPresent());
    } catch (UncheckedIOException e) {
      throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
    return ExitCode.DONE.code();
  }

  /** A folder with something in it is not ours to fill. */
  private static Path emptyFolder(Path folder) {
    if (!Files.exists(folder)) {
      return folder.toAbsolutePath().normalize();
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new CommandFailure(
            ExitCode.USAGE, "there is something in " + folder + " already; name an empty folder");
      }
      return folder.toAbsolutePath().normalize();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE, folder + " cannot be used as a folder: " + e.getMessage(), e);
    }
  }

  private void show(DemoFolder folder, Path store, boolean isKept) {
    Map<String, String> inStore = new HashMap<>(environment);
    inStore.put("SIRIUS_STORE_FOLDER", store.toString());
    inStore.put("SIRIUS_ADAPTER", "store");
    inStore.put("XDG_CACHE_HOME", folder.path().resolve("cache").toString());
    say("# The models lie in a folder as Ollama has it; no server is asked:");
    say("$ export SIRIUS_ADAPTER=store");
    say("$ export SIRIUS_STORE_FOLDER=" + store);
    List<@Nullable Object> done = new ArrayList<>();
    long started = System.nanoTime();
    for (Step step : steps()) {
      if (folder.isEnding()) {
        throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted before " + step.command());
      }
      done.add(show(step, store, inStore));
    }
    double seconds = (System.nanoTime() - started) / NANOS;
    long bytes = DiskUse.bytes(store);
    if (options.json()) {
      console.json(
          Json.object(
              "model",
              file(),
              "steps",
              done,
              "seconds",
              rounded(seconds),
              "diskBytes",
              bytes,
              "kept",
              isKept ? store.toString() : null,
              "next",
              next(store, isKept)));
      return;
    }
    say("");
    say("In all " + cost(seconds, bytes) + (isKept ? "; it stays" : ", which is removed now"));
    say("");
    say("To go on:");
    next(store, isKept).forEach(line -> say("  " + line));
  }

  private void say(String line) {
    if (!options.json()) {
      console.line(line);
    }
  }

  private Map<String, @Nullable Object> show(Step step, Path store, Map<String, String> inStore) {
    say("");
    if (!options.json()) {
      console.line("# " + step.what());
      console.headline("$ " + step.command(), "");
      console.out().flush();
    }
    List<Map<String, @Nullable Object>> results = new ArrayList<>();
    Console its = options.json() ? console.handingDocumentsTo(results::add) : console;
    long before = DiskUse.bytes(store);
    long started = System.nanoTime();
    int exitCode = commands.run(its, inStore, arguments(step));
    double seconds = (System.nanoTime() - started) / NANOS;
    long bytes = DiskUse.bytes(store) - before;
    if (exitCode != ExitCode.DONE.code()) {
      ExitCode meaning =
          Arrays.stream(ExitCode.values())
              .filter(one -> one.code() == exitCode)
              .findFirst()
              .orElse(ExitCode.FAILED);
      throw new CommandFailure(meaning, "the demonstration ended at '" + step.command() + "'");
    }
    say("- " + cost(seconds, bytes));
    console.out().flush();
    return Json.object(
        "what", step.what(),
        "command", step.command(),
        "seconds", rounded(seconds),
        "diskBytes", bytes,
        "result", results.isEmpty() ? null : results.get(0));
  }

  /** The step's own words, and of the demonstration's those that change what a step does. */
  private List<String> arguments(Step step) {
    List<String> arguments = new ArrayList<>(step.arguments());
    arguments.addAll(options.handedOn());
    return arguments;
  }

  private static String cost(double seconds, long bytes) {
    return String.format(Locale.ROOT, "%.2f s", seconds)
        + (bytes == 0 ? "" : ", " + HumanText.size(bytes) + " on disk");
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }

  private static List<String> next(Path store, boolean isKept) {
    List<String> lines = new ArrayList<>();
    if (isKept) {
      lines.add("OLLAMA_MODELS=" + store + " ollama serve");
      lines.add("ollama run " + NAME + " 'In the beginning'");
    }
    lines.add("sirius recommend                       which models this machine can run");
    lines.add("sirius plan llama3.1:8b                what one needs, before it is downloaded");
    lines.add("sirius create FILE.gguf NAME --nested  a family of a file of yours");
    lines.add("sirius optimize MODEL                  the same of a model that Ollama has");
    return lines;
  }
}
