package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.OllamaContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The contract, kept by a real Ollama: where {@code OLLAMA_HOST} is set and answers, the program is
 * on the {@code PATH}, and the weights are there.
 */
@DisplayName("Ollama over its program, real,")
@EnabledIf("isThere")
class RealOllamaTest extends OllamaContract {

  static boolean isThere() {
    if (System.getenv("OLLAMA_HOST") == null || weights() == null) {
      return false;
    }
    try {
      return CliOllama.builder()
          .build()
          .version()
          .toOptional()
          .filter(version -> version.isAtLeast(0, 5, 5))
          .isPresent();
    } catch (ModelStoreException e) {
      return false;
    }
  }

  @Override
  protected Ways open(String conversation) {
    CliOllama ollama = CliOllama.builder().build();
    return new Ways(ollama, ollama, weights());
  }

  private static Path weights() {
    String stated = System.getProperty("sirius.weights", "");
    return Stream.of(stated, "../../shared/models/" + WEIGHTS)
        .map(Path::of)
        .filter(Files::isRegularFile)
        .findFirst()
        .map(Path::toAbsolutePath)
        .orElse(null);
  }
}
