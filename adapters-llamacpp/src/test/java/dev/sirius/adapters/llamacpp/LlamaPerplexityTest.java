package dev.sirius.adapters.llamacpp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.quality.Divergence;
import dev.sirius.core.quality.PerplexityText;
import dev.sirius.core.quality.port.QualityMeter.Order;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a program that says what the real one said; which command that was, PerplexityTextTest says.
 */
@DisplayName("llama-perplexity")
@DisabledOnOs(OS.WINDOWS)
class LlamaPerplexityTest {

  @TempDir private Path directory;

  private static final Order ORDER =
      new Order(Path.of("/a.gguf"), Path.of("/b.gguf"), Path.of("/text with blanks"), 256, 4);

  private LlamaPerplexity program(String script, Duration longest) throws IOException {
    Path program =
        Files.writeString(directory.resolve("llama-perplexity"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return new LlamaPerplexity("relative:" + directory, longest);
  }

  private Fact<Divergence> measure(String script) throws IOException {
    return program(script, Duration.ofMinutes(1)).measure(ORDER, directory);
  }

  private Path transcript() throws IOException {
    Path file = directory.resolve("said");
    try (InputStream in = PerplexityText.class.getResourceAsStream("llama-perplexity-v0.5.0.txt")) {
      Files.write(file, requireNonNull(in).readAllBytes());
    }
    return file;
  }

  @Test
  @DisplayName("reads the text twice, the second time beside what the first model expects")
  void measures() throws IOException {
    Fact<Divergence> measured =
        measure(
            "printf '%s|' \"$@\" >>"
                + directory
                + "/asked; echo >>"
                + directory
                + "/asked; cat "
                + transcript());

    assertThat(measured.toOptional().orElseThrow().divergence()).isEqualTo(0.005121);
    assertThat(measured.toOptional().orElseThrow().pieces()).isEqualTo(4);
    String base = "--kl-divergence-base|" + directory + "/expectations|";
    String read = "-f|/text with blanks|-c|256|--chunks|4|";
    assertThat(Files.readAllLines(directory.resolve("asked")))
        .isEqualTo(
            List.of("-m|/a.gguf|" + read + base, "-m|/b.gguf|" + read + base + "--kl-divergence|"));
  }

  @Test
  @DisplayName("says what it complains of, though it ends as if all were well")
  void complaint() throws IOException {
    assertThat(
            measure(
                    "echo '0.00.136.360 E perplexity: you need at least 512 tokens to evaluate"
                        + " perplexity with a context of 256'")
                .origin())
        .isEqualTo(
            "llama-perplexity failed: you need at least 512 tokens to evaluate perplexity with a"
                + " context of 256");
  }

  @Test
  @DisplayName("is not believed when it fails, or says what is not understood")
  void failures() throws IOException {
    assertThat(measure("exit 3").origin()).isEqualTo("llama-perplexity failed with exit code 3");
    assertThat(measure("echo hello").origin())
        .startsWith("llama-perplexity answered what is not understood");
  }

  @Test
  @DisplayName("is ended with its children when it is slow")
  void slow() throws IOException {
    Path pid = directory.resolve("pid");
    Fact<Divergence> measured =
        program("sleep 600 & echo $! >" + pid + "; wait", Duration.ofSeconds(2))
            .measure(ORDER, directory);

    assertThat(measured.origin()).endsWith("was not done within 2 s");
    long child = Long.parseLong(Files.readString(pid).strip());
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  @DisplayName("is ended when it does not stop talking")
  void endless() throws IOException {
    assertThat(
            measure("while :; do echo '                                        '; done").origin())
        .endsWith("says more than 4 MiB; nothing of it was read");
  }

  @Test
  @DisplayName("that is not there is said to be missing, with what to do")
  void missing() {
    LlamaPerplexity none = new LlamaPerplexity(directory.toString(), Duration.ofSeconds(1));

    assertThat(none.tool().origin()).contains("is not on PATH; install llama.cpp");
    assertThat(none.measure(ORDER, directory).isKnown()).isFalse();
  }
}
