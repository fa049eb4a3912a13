package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.adapters.ollama.cli.CliOllama;
import dev.sirius.adapters.ollama.http.HttpOllama;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.ollama.OllamaHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With a real Ollama of this machine: where {@code OLLAMA_HOST} is set and answers, and its program
 * is on the {@code PATH}.
 */
@DisplayName("a real Ollama's model whose weights Sirius quantizes")
@EnabledIf("isThere")
class RealCreateBySiriusTest {

  private static final ModelName SOURCE = ModelName.parse("sirius-test-source:latest");
  private static final ModelName MADE = ModelName.parse("sirius-test-made:latest");

  @TempDir Path directory;

  private HttpOllama ollama;

  static boolean isThere() {
    if (System.getenv("OLLAMA_HOST") == null) {
      return false;
    }
    try {
      return CliOllama.builder().build().version().toOptional().orElseThrow().isAtLeast(0, 5, 5);
    } catch (ModelStoreException e) {
      return false;
    }
  }

  @BeforeEach
  void connect() {
    ollama = HttpOllama.builder().host(OllamaHost.parse(System.getenv("OLLAMA_HOST"))).build();
  }

  @AfterEach
  void remove() {
    for (ModelName name : List.of(SOURCE, MADE)) {
      if (ollama.list().stream().anyMatch(model -> model.name().sameAs(name))) {
        ollama.delete(name);
      }
    }
  }

  private Run sirius(String adapter, String command) {
    return Run.in(
            Map.of(
                "SIRIUS_DEVICE_PROBE", "file",
                "SIRIUS_ADAPTER", adapter,
                "OLLAMA_HOST", System.getenv("OLLAMA_HOST"),
                "PATH", System.getenv("PATH"),
                "TMPDIR", directory.toString(),
                "HOME", directory.toString()))
        .line(command);
  }

  private Path weights(String type) {
    Path f16 = TinyModel.in(directory);
    if (type.equals("F16")) {
      return f16;
    }
    Path made = directory.resolve("made.gguf");
    assertThat(sirius("http", "quantize " + f16 + " " + made + " --type " + type).exitCode())
        .isZero();
    return made;
  }

  private void install(Path weights) {
    ollama.create(
        new CreateRequest(
            SOURCE,
            new Modelfile(
                List.of(
                    new Instruction.From(weights.toString()),
                    new Instruction.Template("{{ .System }} {{ .Prompt }}"),
                    new Instruction.SystemPrompt("You speak as of old."),
                    new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_CTX, 256)),
                    new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_PREDICT, 8)),
                    new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_THREAD, 1)),
                    new Instruction.Set(new Parameter.Stop("THE END")),
                    new Instruction.Set(new Parameter.Stop("Finis")),
                    new Instruction.Say(new Message(Message.Role.USER, "In the beginning")),
                    new Instruction.Say(new Message(Message.Role.ASSISTANT, "God created")),
                    new Instruction.License("First licence\nof two lines"),
                    new Instruction.License("Second licence"))),
            Optional.empty()),
        step -> {});
  }

  @ParameterizedTest(name = "{0} over {1}")
  @CsvSource({"F16, http", "F16, cli", "Q8_0, http", "Q8_0, cli"})
  @DisplayName("answers, and equals its source in all but the weights:")
  void equalsItsSource(String type, String adapter) throws IOException {
    Path weights = weights(type);
    install(weights);
    Files.delete(weights);

    Run run =
        sirius(
            adapter, "create " + SOURCE + " " + MADE + " --level TINY --quantizer sirius --json");

    assertThat(run.err()).isEmpty();
    JsonNode created = Schemas.valid("create", run.out());
    assertThat(created.path("quantizedBy").asText()).isEqualTo("sirius");
    assertThat(created.path("arrival").asText()).isIn(Set.of("same-file", "same-tensors"));
    ModelDescription source = ollama.show(SOURCE);
    ModelDescription made = ollama.show(MADE);
    assertThat(made.quantization().toOptional()).contains("Q2_K");
    assertThat(made.license().toOptional())
        .contains("QUANTIZE Q2_K\n" + source.license().toOptional().orElseThrow());
    assertThat(made.parameters().toOptional().orElseThrow())
        .containsExactlyInAnyOrderElementsOf(source.parameters().toOptional().orElseThrow());
    assertThat(made)
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "architecture",
            "parameterSize",
            "contextLength",
            "embeddingLength",
            "capabilities",
            "template",
            "system",
            "messages",
            "requires",
            "renderer",
            "parser",
            "parts")
        .isEqualTo(source);
    assertThat(ollama.generate(new GenerateRequest(MADE, "And God said", 8)).text()).isNotBlank();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("sirius-"));
    }
  }
}
