package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("the process that runs a model")
class RunnerProcessesTest {

  private static final Path WEIGHTS = Path.of("/models/blobs/sha256-1");
  private static final String STATUS =
      "Name:\tllama-server\nVmHWM:\t   90000 kB\nVmRSS:\t   27340 kB\nRssAnon:\t 14848 kB\n"
          + "VmSwap:\t    1024 kB\nThreads:\t4\n";

  @TempDir private Path directory;

  private FakeRoot root;

  @BeforeEach
  void root() {
    root = new FakeRoot(directory).with("proc/self/status", STATUS);
  }

  private void process(String id, String status, String... words) {
    root.with("proc/" + id + "/cmdline", String.join("\0", words) + "\0");
    root.with("proc/" + id + "/status", status);
  }

  private Fact<ByteSize> resident() {
    return new RunnerProcesses(new SystemFiles(directory)).resident(WEIGHTS);
  }

  @Test
  @DisplayName("is the one whose command names the weights; what it holds is in memory or on disk")
  void isFound() {
    process("7", STATUS, "llama-server", "--model", "/models/blobs/sha256-2", "--port", "1");
    process("12", STATUS, "/bin/ollama", "runner", "--model", WEIGHTS.toString(), "--port", "2");
    process("13", STATUS, "cat", WEIGHTS.toString());

    assertThat(resident())
        .isEqualTo(Fact.known(new ByteSize((27340 + 1024) * 1024L), "process 12 of the server"));
  }

  @Test
  @DisplayName("is not known when there are several")
  void several() {
    process("7", STATUS, "llama-server", "--model", WEIGHTS.toString());
    process("12", STATUS, "llama-server", "--model", WEIGHTS.toString());

    assertThat(resident().origin()).isEqualTo("the processes 12, 7 run the same weights");
  }

  @Test
  @DisplayName("is not known when none names the weights, or none may be read")
  void none() {
    process("7", STATUS, "llama-server", "--model");
    root.with("proc/8/status", STATUS);

    assertThat(resident().origin()).isEqualTo("no process that may be read names its weights");
  }

  @Test
  @DisplayName("tells nothing where the kernel tells no memory of it")
  void noMemory() {
    process("7", "Name:\tllama-server\n", "llama-server", "--model", WEIGHTS.toString());

    assertThat(resident().origin()).isEqualTo("/proc/7/status tells no memory");
  }

  @Test
  @DisplayName("is not looked for where there is no /proc")
  void otherSystem() {
    assertThat(
            new RunnerProcesses(new SystemFiles(directory.resolve("elsewhere")))
                .resident(WEIGHTS)
                .isKnown())
        .isFalse();
  }
}
