package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.core.model.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("sirius quantize")
class QuantizeCommandTest {

  @TempDir Path directory;

  private Run run(String... arguments) {
    return Run.in(Map.of("HOME", directory.toString())).run(arguments);
  }

  @Test
  @DisplayName("makes a file, and says what it is as one JSON object of its schema")
  void makesAFile() {
    Path source = TinyModel.in(directory);
    Path target = directory.resolve("made.gguf");

    Run run = run("quantize", source.toString(), target.toString(), "--type", "q2_K", "--json");

    assertThat(run.exitCode()).isZero();
    JsonNode made = Schemas.valid("quantize", run.out());
    assertThat(made.path("action").asText()).isEqualTo("made");
    assertThat(made.path("bytes").asLong()).isEqualTo(1_492_256);
    assertThat(target).hasSize(1_492_256);
  }

  @Test
  @DisplayName("writes nothing when it is only asked what would be")
  void dryRun() {
    Path source = TinyModel.in(directory);
    Path target = directory.resolve("made.gguf");

    Run run = run("quantize", source.toString(), target.toString(), "--type", "Q8_0", "--dry-run");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("would make").contains("3938592 bytes");
    assertThat(Files.exists(target)).isFalse();
  }

  @Test
  @DisplayName(
      "searches more when asked: as large a file of other bytes; names a search that is none")
  void thorough() {
    Path source = TinyModel.in(directory);
    Path usual = directory.resolve("usual.gguf");
    Path target = directory.resolve("made.gguf");

    run("quantize", source.toString(), usual.toString(), "--type", "Q2_K");
    Run run =
        run(
            "quantize",
            source.toString(),
            target.toString(),
            "--type",
            "Q2_K",
            "--search",
            "thorough");

    assertThat(run.exitCode()).isZero();
    assertThat(target).hasSize(1_492_256);
    assertThat(mismatch(target, usual)).isNotNegative();

    Run none = run("quantize", "/none.gguf", "/none/a.gguf", "--type", "Q2_K", "--search", "deep");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("'deep' is not a search; write reference or thorough");
  }

  private static long mismatch(Path one, Path other) {
    try {
      return Files.mismatch(one, other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("names a source that is not there, and a type that is none")
  void wrong() {
    Run missing = run("quantize", "/none.gguf", "/none/made.gguf", "--type", "Q8_0");
    assertThat(missing.exitCode()).isEqualTo(4);
    assertThat(missing.err()).contains("/none.gguf").hasLineCount(1);

    Run type = run("quantize", "/none.gguf", "/none/made.gguf", "--type", "Q9");
    assertThat(type.exitCode()).isEqualTo(2);
    assertThat(type.err()).contains("'Q9' is not a quantization type").hasLineCount(1);
  }
}
