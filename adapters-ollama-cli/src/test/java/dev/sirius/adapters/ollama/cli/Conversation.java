package dev.sirius.adapters.ollama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.ollama.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A conversation with a real Ollama, written down once and said again in every build.
 *
 * <p>With {@code -Dsirius.record=DIRECTORY}, what the server at {@code OLLAMA_HOST} and the program
 * on the {@code PATH} say is written down there; it belongs into the folder {@code recordings} of
 * this package's test resources.
 */
final class Conversation {

  private final Path program;
  private final Runnable end;

  private Conversation(Path program, Runnable end) {
    this.program = program;
    this.end = end;
  }

  /**
   * One that was written down.
   *
   * @param version of the Ollama that it was held with
   * @param scenario its name
   * @param directory for the program that holds it
   */
  static Conversation replayed(String version, String scenario, Path directory) {
    URL resource =
        Conversation.class.getResource("recordings/" + version + "/" + scenario + ".txt");
    if (resource == null) {
      throw new AssertionError("nothing is recorded of " + scenario + " with Ollama " + version);
    }
    try {
      Path transcript = Path.of(resource.toURI());
      Launcher launcher = new Launcher(directory);
      return new Conversation(
          launcher.replaying(transcript),
          () ->
              assertThat(launcher.calls())
                  .as("commands run, of those recorded")
                  .isEqualTo(Transcript.read(transcript).exchanges().size()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** One with a real Ollama, that is written down when that is asked for. */
  static Conversation real(String scenario, Path directory) {
    CliOllama ollama = CliOllama.builder().build();
    String target = System.getProperty("sirius.record", "");
    if (target.isEmpty()) {
      return new Conversation(ollama.program(), () -> {});
    }
    String version = ollama.version().toString();
    Path transcript = Path.of(target, "recordings", version, scenario + ".txt").toAbsolutePath();
    try {
      Files.createDirectories(transcript.getParent());
      Files.deleteIfExists(transcript);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String comment =
        "Ollama "
            + version
            + ", program and server, on "
            + System.getProperty("os.name")
            + "; written by RecordingOllama, of the tests of the module adapters-ollama-cli";
    return new Conversation(
        new Launcher(directory).recording(ollama.program(), transcript, comment), () -> {});
  }

  /** The program to talk to. */
  Path program() {
    return program;
  }

  /** Ends the conversation; one that was written down must have been held to its end. */
  void end() {
    end.run();
  }
}
