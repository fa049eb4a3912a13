package dev.sirius.cli;

import dev.sirius.cli.session.StandInProgram;
import dev.sirius.cli.session.StandInServer;
import dev.sirius.cli.session.TranscriptFile;
import dev.sirius.core.ollama.Transcript.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A session of commands with one Ollama that has two models, {@code kjv} with F16 weights and
 * {@code kjv:q4} with Q4_K_M ones: over HTTP as its server answered, and through its program as
 * that printed.
 *
 * <p>To record both anew: start a server without models, set {@code OLLAMA_HOST} to it, and run
 * {@code mvn -pl app-cli -am verify -Dtest=AdapterSwapTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dsirius.record=/path/of/ollama -Dsirius.weights=/path/of/tiny-kjv-f16.gguf}.
 */
final class Session {

  /** Levels are chosen for the device of this file. */
  static final String DEVICE =
      """
      {"memory": {"total": "24GiB", "limit": "none"},
       "processor": {"logicalCores": 2, "quotaCores": "none"}}
      """;

  static final List<String> COMMANDS =
      List.of(
          "list",
          "show kjv",
          "levels kjv:q4",
          "has-levels kjv:q4",
          "optimize kjv:q4 --no-nested",
          "optimize kjv:q4 --no-nested",
          "has-levels kjv:q4-matryoshka",
          "levels kjv:q4-matryoshka",
          "optimize kjv --no-nested --dry-run",
          "optimize kjv --no-nested --dry-run --json",
          "optimize kjv --no-nested --policy tier --memory 24GiB --cores 2",
          "create kjv kjv:medium --level MEDIUM",
          "create kjv kjv:medium --level MEDIUM",
          "create kjv kjv:medium --level MEDIUM --force --system Brief. --num-ctx 128",
          "create kjv kjv:tiny --level TINY --quantizer ollama",
          "create kjv:q4 kjv:high --level HIGH --json",
          "create kjv:q4 kjv:tiny --level TINY --quantizer ollama",
          "create kjv",
          "create kjv --policy tier --memory 24GiB --cores 2",
          "create kjv kjv:none --memory 512MiB",
          "create kjv kjv:none --memory 512MiB --type Q4_K_M --dry-run",
          "create kjv kjv:mobile --mobile --level MOBILE --json",
          "show kjv:mobile",
          "show kjv:medium",
          "show kjv:medium --json",
          "levels kjv:medium",
          "levels kjv:medium --json",
          "has-levels kjv:medium --json",
          "optimize kjv:medium --json",
          "list",
          "list --json",
          "show nothing",
          "show nothing --json",
          "levels nothing",
          "has-levels nothing",
          "create nothing new --level MOBILE",
          "optimize nothing");

  private static final String HOST = System.getenv("OLLAMA_HOST");
  private static final Optional<Path> RECORDED_FROM =
      Optional.ofNullable(System.getProperty("sirius.record")).map(Path::of);

  /** A command of the session and what came of it. */
  record Step(String command, Run run) {}

  private Session() {}

  /** The session over HTTP. */
  static List<Step> overHttp(Path directory) {
    List<Exchange> kept = new ArrayList<>();
    RECORDED_FROM.ifPresent(Session::prepare);
    try (StandInServer server =
        RECORDED_FROM.isPresent()
            ? StandInServer.recording("http://" + HOST, kept)
            : StandInServer.replaying(TranscriptFile.read("server"))) {
      List<Step> steps =
          run(
              Map.of(
                  "SIRIUS_ADAPTER", "http",
                  "OLLAMA_HOST", server.address(),
                  "SIRIUS_DEVICE_PROBE", "file",
                  "SIRIUS_DEVICE_FILE", device(directory).toString(),
                  "HOME", directory.toString()));
      RECORDED_FROM.ifPresent(
          program -> TranscriptFile.write("server", comment(program, "server"), kept));
      return steps;
    }
  }

  /** The session through the program. */
  static List<Step> throughTheProgram(Path directory) {
    RECORDED_FROM.ifPresent(Session::prepare);
    Path place =
        RECORDED_FROM
            .map(real -> StandInProgram.recording(directory, real))
            .orElseGet(() -> StandInProgram.replaying(directory, TranscriptFile.read("program")));
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "SIRIUS_ADAPTER",
                "cli",
                "PATH",
                place + ":/usr/bin:/bin",
                "SIRIUS_DEVICE_PROBE",
                "file",
                "SIRIUS_DEVICE_FILE",
                device(directory).toString(),
                "HOME",
                directory.toString()));
    RECORDED_FROM.ifPresent(program -> environment.put("OLLAMA_HOST", HOST));
    List<Step> steps = run(environment);
    RECORDED_FROM.ifPresent(
        program ->
            TranscriptFile.write(
                "program", comment(program, "program"), StandInProgram.recorded(directory)));
    return steps;
  }

  private static List<Step> run(Map<String, String> environment) {
    Run.Place place = Run.in(environment);
    List<Step> steps = new ArrayList<>();
    for (String command : COMMANDS) {
      steps.add(new Step(command, place.line(command)));
      if (RECORDED_FROM.isPresent()) {
        nextSecond();
      }
    }
    return steps;
  }

  private static Path device(Path directory) {
    try {
      return Files.writeString(directory.resolve("device.json"), DEVICE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String comment(Path program, String which) {
    return "The "
        + which
        + " of "
        + ollama(program, "--version").strip().replace('\n', ' ')
        + " on Linux; written by mvn verify -Dtest=AdapterSwapTest -Dsirius.record=…";
  }

  /** Leaves the real server with the two models alone. */
  private static void prepare(Path program) {
    ollama(program, "list")
        .lines()
        .skip(1)
        .map(line -> line.split(" ")[0])
        .forEach(name -> ollama(program, "rm", name));
    try {
      Path modelfile = Files.createTempFile("session", ".modelfile");
      Files.writeString(
          modelfile,
          "FROM "
              + System.getProperty("sirius.weights")
              + "\nPARAMETER num_ctx 256\nPARAMETER num_thread 1\nPARAMETER stop \"THE END\"\n"
              + "TEMPLATE \"{{ .System }} {{ .Prompt }}\"\n"
              + "SYSTEM You speak as the King James Bible does.\n"
              + "MESSAGE user In the beginning\nMESSAGE assistant God created\n");
      ollama(program, "create", "kjv", "-f", modelfile.toString());
      nextSecond();
      ollama(program, "create", "kjv:q4", "-q", "q4_K_M", "-f", modelfile.toString());
      nextSecond();
      Files.delete(modelfile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ollama(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed");
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** While it is recorded: Ollama lists models by the second in which they were made. */
  private static void nextSecond() {
    try {
      Thread.sleep(1100);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
