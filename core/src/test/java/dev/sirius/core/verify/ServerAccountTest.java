package dev.sirius.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a server's account of memory leaves out")
class ServerAccountTest {

  private static final ByteSize WEIGHTS = ByteSize.ofMiB(100);

  private static List<String> leavesOut(String version, boolean windowed, long mebibytes) {
    return ServerAccount.leavesOut(
        Optional.of(OllamaVersion.parse(version)),
        windowed,
        ByteSize.ofMiB(mebibytes),
        Optional.of(WEIGHTS));
  }

  @Test
  @DisplayName("the program itself")
  void program() {
    assertThat(leavesOut("0.33.0", false, 120)).containsExactly("the program itself");
  }

  @Test
  @DisplayName("a cache of windowed attention since 0.30")
  void window() {
    assertThat(leavesOut("0.30.0", true, 120)).contains("a cache of windowed attention");
    assertThat(leavesOut("0.24.0", true, 120)).doesNotContain("a cache of windowed attention");
  }

  @Test
  @DisplayName("all but the weights when it is no more than these")
  void fileSize() {
    assertThat(leavesOut("0.33.0", false, 100)).anyMatch(part -> part.startsWith("caches"));
  }

  @Test
  @DisplayName("before 0.30 what was not foreseen")
  void estimate() {
    assertThat(leavesOut("0.12.11", false, 120)).contains("what was not foreseen before loading");
  }
}
