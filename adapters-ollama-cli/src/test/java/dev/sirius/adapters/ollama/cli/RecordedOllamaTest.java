package dev.sirius.adapters.ollama.cli;

import dev.sirius.core.model.port.OllamaContract;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by what a real Ollama said: see {@link Conversation}. */
@DisplayName("Ollama over its program, recorded,")
@DisabledOnOs(OS.WINDOWS)
class RecordedOllamaTest extends OllamaContract {

  @TempDir Path directory;

  @Override
  protected Ways open(String name) {
    Conversation conversation = Conversation.open(name, directory);
    CliOllama ollama =
        CliOllama.builder().program(conversation.program()).temporaryDirectory(directory).build();
    return new Ways(ollama, ollama, conversation.weights());
  }
}
