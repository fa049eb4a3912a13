package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.usecase.InMemoryModelStore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
