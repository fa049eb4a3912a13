package dev.sirius.core.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.modelfile.Instruction;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("what a model takes over from the one it is made from")
class InheritanceTest {

  private static List<Instruction> toRepeat(String version, Fact<String> renderer, String parser) {
    ModelDescription model =
        new InMemoryModelStore(version).with("base", "F16", "").show(ModelName.parse("base"));
    return new Inheritance(Fact.known(OllamaVersion.parse(version), "test"))
        .toRepeat(
            new ModelDescription(
                model.name(),
                model.architecture(),
                model.parameterSize(),
                model.quantization(),
                model.contextLength(),
                model.embeddingLength(),
                model.capabilities(),
                model.parameters(),
                model.template(),
                model.system(),
                model.license(),
                model.messages(),
                model.requires(),
                renderer,
                Fact.known(parser, "test"),
                model.parts(),
                model.modelfile(),
                model.metadata(),
                model.tensors()));
  }

  @Test
  @DisplayName("lacks renderer and parser from 0.12.0 to 0.12.6, so they are given again")
  void repeats() {
    assertThat(toRepeat("0.12.0", Fact.known("r", "test"), "p"))
        .containsExactly(new Instruction.Renderer("r"), new Instruction.Parser("p"));
    assertThat(toRepeat("0.12.6", Fact.known("", "test"), "p"))
        .containsExactly(new Instruction.Parser("p"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.11.11", "0.12.7", "0.33.0", "0.0.0"})
  @DisplayName("is all there is in other versions")
  void repeatsNothing(String version) {
    assertThat(toRepeat(version, Fact.known("r", "test"), "p")).isEmpty();
    assertThat(toRepeat(version, Fact.unknown("test"), "p")).isEmpty();
  }

  @Test
  @DisplayName("is everything where there is no server")
  void repeatsNothingWithoutServer() {
    ModelDescription model =
        new InMemoryModelStore("0.12.3").with("base", "F16", "").show(ModelName.parse("base"));

    assertThat(new Inheritance(Fact.unknown("a folder")).toRepeat(model)).isEmpty();
  }

  @Test
  @DisplayName("is refused when a part would be lost that cannot be read")
  void refuses() {
    assertThatExceptionOfType(ModelStoreException.class)
        .isThrownBy(() -> toRepeat("0.12.3", Fact.unknown("it is unclear"), ""))
        .withMessage(
            "Ollama 0.12.3 would lose the renderer of base:latest, and it cannot be read"
                + " (it is unclear); update Ollama to 0.12.7 or later");
  }
}
