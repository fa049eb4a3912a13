package dev.sirius.core.plan.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.ReferenceModels;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.size.ByteSize;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("a run as Ollama's")
class OllamaRunTest {

  @ParameterizedTest(name = "{0} GiB of VRAM → {1} tokens")
  @CsvSource({"0, 4096", "22, 4096", "23, 32768", "46, 32768", "47, 131072"})
  @DisplayName("has a context by the accelerators' memory, up to what the model knows")
  void takesContextByMemory(long gibibytes, long tokens) {
    OllamaRun run = OllamaRun.defaults(Map.of(), ByteSize.ofGiB(gibibytes), 131_072);

    assertThat(run.context().toOptional()).contains(tokens);
  }

  @ParameterizedTest(name = "{0} tokens → {1}")
  @CsvSource({"4096, 512", "4097, 1024", "32768, 1024", "32769, 2048"})
  @DisplayName("has a batch by the context")
  void takesBatchByContext(long context, int batch) {
    assertThat(OllamaRun.batch(context)).isEqualTo(batch);
  }

  @Test
  @DisplayName("multiplies the context by the requests")
  void multipliesTheContext() {
    RunOptions options =
        OllamaRun.defaults(Map.of("OLLAMA_NUM_PARALLEL", "4"), ByteSize.ZERO, 0).options();

    assertThat(options.context()).isEqualTo(16_384);
    assertThat(options.cellsEach()).isEqualTo(4096);
    assertThat(options.outputs()).isEqualTo(4);
  }

  @Test
  @DisplayName("ignores settings that are no numbers")
  void ignoresNonsense() {
    OllamaRun run =
        OllamaRun.defaults(
            Map.of("OLLAMA_NUM_PARALLEL", "many", "OLLAMA_CONTEXT_LENGTH", ""), ByteSize.ZERO, 0);

    assertThat(run.parallel().toOptional()).contains(1);
    assertThat(run.context().origin()).startsWith("Ollama's default");
  }

  @Test
  @DisplayName("names what the runner adds")
  void namesWhatItAdds() {
    ModelFacts llama = ReferenceModels.named("llama-3.1-8b");
    OllamaRun.Additions additions =
        OllamaRun.additions(ReferenceModels.uniformly(llama, TensorType.Q4_0), 128_256, true);

    assertThat(additions.vocabulary()).isEqualTo(new ByteSize(128_256 * 160));
    assertThat(additions.rearranged()).isGreaterThan(ByteSize.ofGiB(3));
    assertThat(additions.atMost()).isGreaterThan(additions.always());
    assertThat(
            OllamaRun.additions(ReferenceModels.uniformly(llama, TensorType.Q8_0), 128_256, true)
                .rearranged())
        .isEqualTo(ByteSize.ZERO);
  }
}
