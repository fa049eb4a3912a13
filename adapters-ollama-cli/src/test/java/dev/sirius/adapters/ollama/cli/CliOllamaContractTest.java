package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.OllamaContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract over the {@code ollama} program: on what real ones of two versions once said, and on
 * a real one when {@code OLLAMA_HOST} is set and answers and the program is on the {@code PATH}.
 * {@link Conversation} says how they are recorded.
 */
@DisplayName("Ollama over its program")
@DisabledOnOs(OS.WINDOWS)
class CliOllamaContractTest {

  @Nested
  @DisplayName("as 0.33.0 answered")
  class Version0330 extends Replayed {
    Version0330() {
      super("0.33.0");
    }
  }

  @Nested
  @DisplayName("as 0.5.7 answered")
  class Version057 extends Replayed {
    Version057() {
      super("0.5.7");
    }
  }

  abstract static class Replayed extends OllamaContract {
    private final String version;
    @TempDir Path programs;

    Replayed(String version) {
      this.version = version;
    }

    @Override
    protected Way open(String scenario) {
      return new CliWay(Conversation.replayed(version, scenario, programs));
    }
  }

  @Nested
  @EnabledIf("answers")
  @DisplayName("as the one at OLLAMA_HOST answers")
  class Real extends OllamaContract {
    @TempDir Path programs;

    static boolean answers() {
      if (System.getenv("OLLAMA_HOST") == null) {
        return false;
      }
      try {
        return CliOllama.builder().build().version().isStated();
      } catch (ModelStoreException e) {
        return false;
      }
    }

    @Override
    protected Way open(String scenario) {
      return new CliWay(Conversation.real(scenario, programs));
    }
  }

  private record CliWay(CliOllama ollama, Conversation conversation) implements OllamaContract.Way {

    CliWay(Conversation conversation) {
      this(CliOllama.builder().program(conversation.program()).build(), conversation);
    }

    @Override
    public ModelStore store() {
      return ollama;
    }

    @Override
    public Optional<ModelRunner> runner() {
      return Optional.of(ollama);
    }

    @Override
    public void close() {
      conversation.end();
    }
  }
}
