package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.model.port.OllamaContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A conversation with a real Ollama, written down once and said again in every build.
 *
 * <p>To write them down anew, start a server, set {@code OLLAMA_HOST} to it, and run {@code mvn -pl
 * core,adapters-ollama-cli test -Dtest=RecordedOllamaTest,ExampleTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dsirius.record=/path/of/ollama
 * -Dsirius.weights=/path/of/tiny-kjv-f16.gguf}.
 */
final class Conversation {

  private static final Path TRANSCRIPTS =
      Path.of("src/test/resources/dev/sirius/adapters/ollama/cli/ollama-0.33.0");
  private static final String COMMENT =
      "Ollama 0.33.0, program and server, on Linux; written by the test with -Dsirius.record";

  private final Path program;
  private final Path weights;

  private Conversation(Path program, Path weights) {
    this.program = program;
    this.weights = weights;
  }

  /**
   * Opens a conversation.
   *
   * @param name its transcript's
   * @param directory for the program that holds it
   */
  static Conversation open(String name, Path directory) {
    Path transcript = TRANSCRIPTS.resolve(name + ".txt").toAbsolutePath();
    Optional<Path> real = Optional.ofNullable(System.getProperty("sirius.record")).map(Path::of);
    try {
      if (real.isPresent()) {
        Files.createDirectories(TRANSCRIPTS);
        Files.deleteIfExists(transcript);
        Path weights = Path.of(System.getProperty("sirius.weights"));
        return new Conversation(
            Launcher.recording(directory, real.get(), transcript, COMMENT), weights);
      }
      // To say again what was said, a file of that name will do.
      Path weights = Files.writeString(directory.resolve(OllamaContract.WEIGHTS), "any content");
      return new Conversation(Launcher.replaying(directory, transcript), weights);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program to talk to. */
  Path program() {
    return program;
  }

  /** The weights to talk about. */
  Path weights() {
    return weights;
  }
}
