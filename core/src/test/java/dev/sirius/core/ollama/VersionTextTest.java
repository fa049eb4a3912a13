package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The version that ollama --version prints")
class VersionTextTest {

  @ParameterizedTest
  @CsvSource({"0.3.10, 0.5.7", "0.5.7, 0.5.7", "0.12.11, 0.12.11", "0.33.0, 0.33.0"})
  void isTheServers(String program, String server) {
    String printed = Transcript.resource("ollama-" + program + ".txt").of("--version").output();

    assertThat(VersionText.server(printed)).hasToString(server);
  }

  @Test
  void isUnreachableWithoutAServer() {
    String printed = Transcript.resource("another-server-0.33.0.txt").of("--version").output();

    assertKind(printed, Kind.UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GNU bash, version 5.2.15", "ollama version is banana"})
  void isBrokenWhenItIsNone(String text) {
    assertKind(text, Kind.BROKEN_ANSWER);
  }

  private static void assertKind(String text, Kind kind) {
    assertThatThrownBy(() -> VersionText.server(text))
        .isInstanceOfSatisfying(
            ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
