package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.core.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A model made of a GGUF file, in a folder,")
class CreateFromFileTest {

  @TempDir Path directory;

  private Path weights;

  @BeforeEach
  void copyModel() {
    weights = TinyModel.in(directory);
  }

  private Run run(String... words) {
    Map<String, String> environment = new HashMap<>();
    environment.put("OLLAMA_HOST", "127.0.0.1:1");
    environment.put("PATH", "/nonexistent");
    environment.put("HOME", directory.toString());
    environment.put("SIRIUS_STORE_FOLDER", directory.resolve("models").toString());
    environment.put("SIRIUS_ADAPTER", "store");
    environment.put("SIRIUS_DEVICE_PROBE", "file");
    environment.put("SIRIUS_DEVICE_MEMORY", "8GiB");
    environment.put("SIRIUS_DEVICE_CORES", "8");
    return Run.in(environment).run(words);
  }

  @Test
  @DisplayName("has the level that was asked for, and nothing beside its weights")
  void level() {
    Run run = run("create", weights.toString(), "kjv:tiny", "--level", "TINY", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode document = Schemas.valid("create", run.out());
    assertThat(document.path("base").asText()).isEqualTo(weights.toString());
    assertThat(document.path("quantizedBy").asText()).isEqualTo("sirius");
    assertThat(document.path("arrival").asText()).isEqualTo("same-file");
    JsonNode shown = Schemas.valid("show", run("show", "kjv:tiny", "--json").out());
    assertThat(shown.path("quantization").asText()).isEqualTo("Q2_K");
    assertThat(shown.path("template").asText()).isEmpty();
    assertThat(shown.path("system").asText()).isEmpty();
    assertThat(run("doctor", "--deep").exitCode()).isZero();
  }

  @Test
  @DisplayName("takes the file as it is where its type is the one, with what options say")
  void asItIs() throws IOException {
    Run run = run("create", weights.toString(), "kjv", "--type", "F16", "--system", "Be brief.");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("base     " + weights + ", F16", "levels   F16 primary", "created  kjv:latest");
    assertThat(run("show", "kjv").out()).contains("Be brief.", "Q8_0");
    try (Stream<Path> blobs = Files.list(directory.resolve("models/blobs"))) {
      assertThat(blobs).anyMatch(blob -> isSame(blob, weights));
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.mismatch(one, other) < 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  @DisplayName("is a family when that is asked for, and goes on where it was broken off")
  void family() {
    String[] order = {
      "create", weights.toString(), "kjv", "--nested", "--parent", "Q8_0", "--json"
    };
    JsonNode made = Schemas.valid("create-family", run(order).out());
    assertThat(made.path("source").asText()).isEqualTo(weights.toString());
    assertThat(made.path("parent").asText()).isEqualTo("Q8_0");

    assertThat(Schemas.valid("create-family", run(order).out()).path("action").asText())
        .isEqualTo("none");
  }

  @Test
  @DisplayName("is only told of with --dry-run")
  void dryRun() {
    Run run = run("create", weights.toString(), "kjv", "--type", "Q4_K_M", "--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("would create  kjv:latest", "FROM " + weights);
    assertThat(directory.resolve("models")).doesNotExist();
  }

  private void assertRefused(int exitCode, String why, String... words) {
    Run run = run(words);
    assertThat(run.err()).contains(why);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(directory.resolve("models/manifests")).doesNotExist();
  }

  @Test
  @DisplayName("is refused on one line where the file or the order is wrong, and nothing is made")
  void refused() throws IOException {
    String missing = directory.resolve("missing.gguf").toString();
    Path text = Files.writeString(directory.resolve("text.gguf"), "no weights");
    Path cut = directory.resolve("cut.gguf");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(weights), 1000));

    for (String form : new String[] {"--level=TINY", "--nested"}) {
      assertRefused(4, "there is no file " + missing, "create", missing, "new", form);
      assertRefused(1, text.toString(), "create", text.toString(), "new", form);
      assertRefused(1, cut.toString(), "create", cut.toString(), "new", form);
      assertRefused(1, directory.toString(), "create", directory.toString(), "new", form);
      assertRefused(2, "needs a name", "create", weights.toString(), form);
    }
    assertRefused(
        2,
        "name one of the two",
        "create",
        weights.toString(),
        "new",
        "--level=TINY",
        "--weights",
        weights.toString());
    assertRefused(
        5,
        "take a file that is",
        "create",
        weights.toString(),
        "new",
        "--type=Q2_K",
        "--quantizer=ollama");
  }

  @Test
  @DisplayName("is refused where the file is one part of several, with the way to join them")
  void split() {
    Path part = SyntheticLlama.SMALLEST.writeInTwo(directory);

    assertRefused(
        1, "is one of 2 parts of a split model", "create", part.toString(), "new", "--level=TINY");
    Run joined =
        run("quantize", part.toString(), directory.resolve("whole.gguf").toString(), "--type=F16");
    assertThat(joined.exitCode()).as(joined.err()).isZero();
    assertThat(
            run("create", directory.resolve("whole.gguf").toString(), "new", "--type=F16")
                .exitCode())
        .isZero();
  }

  @Test
  @DisplayName("is refused where the file is an adapter or a projector")
  void noModel() {
    Path projector = directory.resolve("mmproj.gguf");
    SyntheticLlama.SMALLEST.writeAs("clip", projector);

    assertRefused(1, "holds a projector", "create", projector.toString(), "new", "--level=TINY");
  }
}
