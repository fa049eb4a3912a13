package dev.sirius.adapters.ollama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.quantization.QuantizationType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("As a library, the adapter that runs the ollama program")
@DisabledOnOs(OS.WINDOWS)
class ExampleTest {

  @TempDir Path directory;

  @Test
  @DisplayName("makes a model from a file and says what became of it")
  void example() {
    Conversation conversation = Conversation.open("example", directory);
    Path weights = conversation.weights();
    List<String> steps = new ArrayList<>();

    // Without searchPath, the program that is on this process's own PATH is run.
    CliOllama ollama =
        CliOllama.builder()
            .searchPath(directory.toString())
            .answerTimeout(Duration.ofSeconds(30))
            .build();
    ModelName name = ModelName.parse("sirius-example:q4");
    Modelfile modelfile =
        Modelfile.from(weights.toString())
            .with(new Instruction.SystemPrompt("You answer in verses."));
    ollama.create(
        new CreateRequest(name, modelfile, Optional.of(QuantizationType.Q4_K_M)),
        step -> steps.add(step.status()));
    ModelDescription made = ollama.show(name);
    ollama.delete(name);

    assertThat(ollama.program()).isEqualTo(conversation.program());
    assertThat(steps).endsWith("success");
    assertThat(made.quantizationType().toOptional()).contains(QuantizationType.Q4_K_M);
    assertThat(made.system().toOptional()).contains("You answer in verses.");
  }
}
