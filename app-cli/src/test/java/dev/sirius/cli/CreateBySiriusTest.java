package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.adapters.gguf.GgufFiles;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.quantization.importance.MadeUpImportances;
import dev.sirius.core.usecase.InMemoryModelStore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("create and optimize, where Sirius quantizes,")
class CreateBySiriusTest {

  @TempDir Path directory;

  private final InMemoryModelStore store = new InMemoryModelStore("0.33.0");
  private Path weights;

  @BeforeEach
  void install() {
    weights = TinyModel.in(directory);
    store.with("tiny:f16", "F16", weights).with("tiny:q8", "Q8_0", weights);
  }

  private Run run(String command) {
    Map<String, String> environment =
        Map.of(
            "HOME", directory.toString(),
            "SIRIUS_DEVICE_PROBE", "file",
            "SIRIUS_DEVICE_MEMORY", "1GiB",
            "SIRIUS_DEVICE_CORES", "1");
    return Run.with(environment, binder -> binder.bind(ModelStore.class).toInstance(store))
        .line(command);
  }

  @Test
  @DisplayName("say so before anything is done, with size and loss")
  void dryRun() {
    Run run = run("create tiny:f16 --level TINY --dry-run");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("quantized to Q2_K by Sirius")
        .contains("1492256 bytes")
        .contains("perplexity 56 % or more over 16-bit")
        .contains("FROM " + weights);
    assertThat(store.created()).isEmpty();
  }

  @Test
  @DisplayName("print one object of the schema")
  void json() {
    JsonNode planned =
        Schemas.valid("create", run("optimize tiny:f16 --no-nested --dry-run --json").out());
    assertThat(planned.path("quantizedBy").asText()).isEqualTo("sirius");
    assertThat(planned.path("weightsBytes").asLong()).isEqualTo(1_492_256);
    assertThat(planned.path("arrival").isNull()).isTrue();

    JsonNode created =
        Schemas.valid(
            "create", run("create tiny:f16 new --type Q8_0 --quantizer sirius --json").out());
    assertThat(created.path("quantizedBy").asText()).isEqualTo("sirius");
    assertThat(created.path("arrival").asText()).isEqualTo("not-seen");
    assertThat(store.created()).hasSize(1);
    assertThat(store.created().get(0).quantize()).isEmpty();
  }

  @Test
  @DisplayName("leave it to Ollama where that is asked for")
  void ollama() {
    Run run = run("create tiny:f16 --level TINY --quantizer ollama");

    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.err()).contains("--quantizer auto lets Sirius make them").hasLineCount(1);
  }

  @Nested
  @DisplayName("by an importance matrix or with a thorough search,")
  class Guided {

    private Path importances() {
      try (WeightsReader reader = new GgufFiles().open(weights)) {
        return MadeUpImportances.ofBlocks(directory.resolve("im.dat"), reader.facts().tensors());
      }
    }

    @Test
    @DisplayName("say by what, and make a type that needs importances")
    void say() {
      Path matrix = importances();

      Run told = run("create tiny:f16 new --type Q2_K_S --imatrix " + matrix);
      assertThat(told.err()).isEmpty();
      assertThat(told.out())
          .contains("quantized to Q2_K_S by Sirius, by the importances of")
          .contains(matrix.toString());

      JsonNode planned =
          Schemas.valid(
              "create",
              run("optimize tiny:f16 --no-nested --dry-run --json --search thorough --imatrix "
                      + matrix)
                  .out());
      assertThat(planned.path("quantizedBy").asText()).isEqualTo("sirius");
      assertThat(planned.path("importances").asText()).isEqualTo(matrix.toString());
      assertThat(planned.path("search").asText()).isEqualTo("thorough");
      assertThat(planned.path("weights").asText()).endsWith(", with a thorough search");
    }

    @Test
    @DisplayName("quantize also what Ollama could")
    void notByOllama() {
      Run run = run("create tiny:f16 new --type Q4_K_M --search thorough --dry-run");

      assertThat(run.out()).contains("quantized to Q4_K_M by Sirius, with a thorough search");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
      "create tiny:f16 new --type Q2_K --quantizer ollama --imatrix none, takes no importance"
          + " matrix",
      "create tiny:f16 new --type Q2_K --quantizer ollama --search thorough, has no thorough search",
      "optimize tiny:f16 --no-nested --quantizer ollama --search thorough, has no thorough search",
      "create tiny:f16 new --nested --imatrix none, leave --nested out to make one level",
      "optimize tiny:f16 --search thorough, add --no-nested to make one level",
    })
    @DisplayName("are used wrongly with Ollama's quantizer and for families:")
    void usage(String command, String told) {
      Run run = run(command);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains(told).hasLineCount(1);
      assertThat(store.created()).isEmpty();
    }

    @Test
    @DisplayName("make nothing by a matrix that is not there or is none")
    void wrongMatrix() {
      Run missing = run("create tiny:f16 new --type Q2_K --imatrix /none/im.gguf");
      assertThat(missing.exitCode()).isEqualTo(1);
      assertThat(missing.err())
          .contains("the importance matrix cannot be read: there is no file /none/im.gguf")
          .hasLineCount(1);

      Run wrong = run("create tiny:f16 new --type Q2_K --imatrix " + weights);
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(wrong.err()).contains(weights.toString()).hasLineCount(1);
      assertThat(store.created()).isEmpty();
    }

    @Test
    @DisplayName("make nothing where there is nothing to quantize")
    void asTheyAre() {
      Run run = run("create tiny:f16 new --type F16 --search thorough");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("tiny:f16: the source is F16 already; its weights are used as they are")
          .contains("leave --imatrix and --search out")
          .hasLineCount(1);
      assertThat(store.created()).isEmpty();
    }

    @Test
    @DisplayName("are named where a type needs importances and has none")
    void wayOut() {
      Run run = run("create tiny:f16 new --type Q2_K_S");

      assertThat(run.exitCode()).isEqualTo(5);
      assertThat(run.err()).contains("--imatrix FILE").hasLineCount(1);
    }
  }

  @Test
  @DisplayName("name the file that cannot be read, and what would help")
  void notHere() {
    store.with("far:f16", "F16", Path.of("/nowhere/blobs/sha256-01"));

    Run run = run("create far:f16 --level TINY");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("the weights of far:f16 cannot be read here")
        .contains("/nowhere/blobs/sha256-01")
        .contains("--weights")
        .hasLineCount(1);
  }
}
