package dev.sirius.adapters.ollama.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a file that is sent")
class BodiesTest {

  @TempDir private Path directory;

  private Path file(int bytes) throws IOException {
    return Files.write(directory.resolve("a.gguf"), new byte[bytes]);
  }

  @Test
  @DisplayName("goes in pieces, each of which is told")
  void pieces() throws IOException {
    List<Long> sent = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Bodies.File(file(150_000), 150_000, sent::add).writeTo(out);

    assertThat(out.size()).isEqualTo(150_000);
    assertThat(sent).containsExactly(65_536L, 131_072L, 150_000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {99_999, 100_001})
  @DisplayName("is refused when it has become shorter or longer, and never sent longer than told")
  void changed(int bytes) throws IOException {
    Bodies.File file = new Bodies.File(file(bytes), 100_000, sent -> {});
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatExceptionOfType(ModelStoreException.class)
        .isThrownBy(() -> file.writeTo(out))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCAL_FILE))
        .withMessageContaining("changed while it was sent");
    assertThat(out.size()).isLessThanOrEqualTo(100_000);
  }

  @Test
  @DisplayName("is named when it cannot be read")
  void unreadable() {
    Path none = directory.resolve("none.gguf");

    assertThatExceptionOfType(ModelStoreException.class)
        .isThrownBy(() -> new Bodies.File(none, 1, sent -> {}).writeTo(new ByteArrayOutputStream()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCAL_FILE))
        .withMessageContaining(none + " cannot be read");
  }
}
