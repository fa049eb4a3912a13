package dev.sirius.adapters.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sirius.core.gguf.GgufBytes;
import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.quantization.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("GGUF files, read")
class GgufFilesReadingTest {

  private final GgufFiles files = new GgufFiles();

  @TempDir private Path directory;

  @Nested
  @DisplayName("of one file")
  class OfOneFile {

    @Test
    @DisplayName("give facts, and the tensors' bytes")
    void factsAndBytes() throws IOException {
      Path path = write("model.gguf", model().raw("abcdefgh").zeros(24).raw("ijkl"));

      try (WeightsReader weights = files.open(path)) {
        assertThat(weights.files()).containsExactly(path);
        assertThat(weights.facts().architecture()).isEqualTo("llama");
        assertThat(weights.facts().tensors())
            .containsExactly(
                new TensorInfo("a.weight", List.of(2L), TensorType.F32),
                new TensorInfo("b.weight", List.of(1L), TensorType.F32));
        assertThat(weights.bytesOnDisk()).isEqualTo(Files.size(path));
        assertThat(bytes(weights, 0, 2, 3)).isEqualTo("cde");
        assertThat(bytes(weights, 1, 0, 4)).isEqualTo("ijkl");
      }
    }

    @Test
    @DisplayName("may lack the padding after the last tensor, but none of its bytes")
    void cutShort() throws IOException {
      Path path = write("model.gguf", model().raw("abcdefgh").zeros(24).raw("ijk"));
      assertThatExceptionOfType(GgufException.class)
          .isThrownBy(() -> files.open(path))
          .withMessageContaining("the data of tensor 'b.weight'")
          .withMessageContaining("it is cut short, fetch it again");
    }

    @Test
    @DisplayName("refuse to read beyond a tensor")
    void beyondATensor() throws IOException {
      Path path = write("model.gguf", model().raw("abcdefgh").zeros(24).raw("ijkl"));
      try (WeightsReader weights = files.open(path)) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> bytes(weights, 0, 6, 3));
      }
    }

    @Test
    @DisplayName("notice that the file grew or shrank meanwhile")
    void changed() throws IOException {
      Path path = write("model.gguf", model().raw("abcdefgh").zeros(24).raw("ijkl"));
      try (WeightsReader weights = files.open(path)) {
        Files.writeString(path, "more", StandardOpenOption.APPEND);
        assertFailure(() -> bytes(weights, 0, 0, 4), Kind.CHANGED, "changed while it was read");
      }
    }

    @Test
    @DisplayName(
        "notice that the file was written meanwhile, but for one that is named by its content")
    void touched() throws IOException {
      GgufBytes model = model().raw("abcdefgh").zeros(24).raw("ijkl");
      FileTime later = FileTime.fromMillis(System.currentTimeMillis() + 60_000);
      Path path = write("model.gguf", model);
      try (WeightsReader weights = files.open(path)) {
        Files.setLastModifiedTime(path, later);
        assertFailure(() -> bytes(weights, 0, 0, 4), Kind.CHANGED, "changed while it was read");
      }
      Path blob = write("sha256-" + "0a".repeat(32), model);
      try (WeightsReader weights = files.open(blob)) {
        Files.setLastModifiedTime(blob, later);
        assertThat(bytes(weights, 0, 0, 4)).isEqualTo("abcd");
      }
    }

    @Test
    @DisplayName("give the bytes of arrays that were left unread")
    void unread() throws IOException {
      GgufBytes bytes = GgufBytes.header(3, 0, 2).entry(GgufKeys.ARCHITECTURE, "llama");
      bytes.array("many", ValueType.UINT8, 5_000).zeros(4_999).u8(7);
      Path path = write("model.gguf", bytes);
      try (WeightsReader weights = files.open(path)) {
        byte[] last = new byte[1];
        weights.readMetadata(bytes.size() - 1, last, 0, 1);
        assertThat(last).containsExactly(7);
      }
    }
  }

  @Nested
  @DisplayName("of several parts")
  class OfSeveralParts {

    @Test
    @DisplayName("are found from any of them")
    void fromAny() throws IOException {
      Path first = write("m-00001-of-00002.gguf", part(0, 2, "a.weight").raw("aaaa"));
      Path second = write("m-00002-of-00002.gguf", part(1, 2, "b.weight").raw("bbbb"));
      for (Path named : List.of(first, second)) {
        try (WeightsReader weights = files.open(named)) {
          assertThat(weights.files()).containsExactly(first, second);
          assertThat(weights.facts().architecture()).isEqualTo("llama");
          assertThat(bytes(weights, 0, 0, 4)).isEqualTo("aaaa");
          assertThat(bytes(weights, 1, 0, 4)).isEqualTo("bbbb");
        }
      }
    }

    @Test
    @DisplayName("are all needed")
    void missing() throws IOException {
      Path first = write("m-00001-of-00002.gguf", part(0, 2, "a.weight").raw("aaaa"));
      assertFailure(
          () -> files.open(first), Kind.SPLIT_INCOMPLETE, "m-00002-of-00002.gguf is missing");
    }

    @Test
    @DisplayName("need their names")
    void renamed() throws IOException {
      Path renamed = write("m.gguf", part(0, 2, "a.weight").raw("aaaa"));
      assertFailure(
          () -> files.open(renamed), Kind.SPLIT_INCOMPLETE, "such as NAME-00001-of-00002.gguf");
    }

    @Test
    @DisplayName("must be what they are named")
    void exchanged() throws IOException {
      Path first = write("m-00001-of-00002.gguf", part(0, 2, "a.weight").raw("aaaa"));
      write("m-00002-of-00002.gguf", part(0, 2, "b.weight").raw("bbbb"));
      assertThatExceptionOfType(GgufException.class)
          .isThrownBy(() -> files.open(first))
          .withMessageContaining("'split.no' is 0 in part 2; 1 is needed");
    }

    @Test
    @DisplayName("have no tensor twice, and as many as the first one says")
    void tensors() throws IOException {
      Path first = write("m-00001-of-00002.gguf", part(0, 2, "a.weight").raw("aaaa"));
      write("m-00002-of-00002.gguf", part(1, 2, "a.weight").raw("bbbb"));
      assertThatExceptionOfType(GgufException.class)
          .isThrownBy(() -> files.open(first))
          .withMessageContaining("'a.weight', which another part has too");

      Path other = write("n-00001-of-00002.gguf", part(0, 3, "a.weight").raw("aaaa"));
      write("n-00002-of-00002.gguf", part(1, 3, "b.weight").raw("bbbb"));
      assertThatExceptionOfType(GgufException.class)
          .isThrownBy(() -> files.open(other))
          .withMessageContaining("'split.tensors.count' is 3, but the parts have 2 tensors");
    }

    private GgufBytes part(int number, long tensors, String tensor) {
      GgufBytes bytes = GgufBytes.header(3, 1, number == 0 ? 4 : 3);
      if (number == 0) {
        bytes.entry(GgufKeys.ARCHITECTURE, "llama");
      }
      return bytes
          .key(GgufKeys.SPLIT_NUMBER, ValueType.UINT16)
          .u16(number)
          .key(GgufKeys.SPLIT_COUNT, ValueType.UINT16)
          .u16(2)
          .key(GgufKeys.SPLIT_TENSORS, ValueType.INT32)
          .u32(tensors)
          .tensor(tensor, 0, 0, 1)
          .pad(32);
    }
  }

  @Nested
  @DisplayName("refuse")
  class Refuse {

    @Test
    @DisplayName("what is not there")
    void missing() {
      assertFailure(
          () -> files.open(directory.resolve("none.gguf")), Kind.NOT_FOUND, "there is no file");
    }

    @Test
    @DisplayName("a directory")
    void aDirectory() {
      assertFailure(() -> files.open(directory), Kind.NO_REGULAR_FILE, "is a directory");
    }

    @Test
    @DisplayName("a device")
    void aDevice() {
      Path zeros = Path.of("/dev/zero");
      assumeTrue(Files.exists(zeros));
      assertFailure(() -> files.open(zeros), Kind.NO_REGULAR_FILE, "is no regular file");
    }

    @Test
    @DisplayName("what may not be read")
    void notPermitted() throws IOException {
      Path path = write("model.gguf", model());
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
      assumeFalse(Files.isReadable(path), "this user may read everything");
      assertFailure(() -> files.open(path), Kind.NOT_PERMITTED, "may not be read");
    }

    @Test
    @DisplayName("an empty file, and one of another kind")
    void others() throws IOException {
      Path empty = Files.createFile(directory.resolve("empty.gguf"));
      Path text = Files.writeString(directory.resolve("text.gguf"), "# A readme\n");
      for (Path path : List.of(empty, text)) {
        assertThatExceptionOfType(GgufException.class)
            .isThrownBy(() -> files.open(path))
            .withMessageContaining("this is no GGUF file")
            .withMessageStartingWith(path.toString());
      }
    }

    @Test
    @DisplayName("a GGUF without an architecture")
    void noArchitecture() throws IOException {
      Path path = write("model.gguf", GgufBytes.header(3, 0, 0));
      assertThatExceptionOfType(GgufException.class)
          .isThrownBy(() -> files.open(path))
          .withMessageContaining("'general.architecture' is missing");
    }
  }

  private GgufBytes model() {
    return GgufBytes.header(3, 2, 1)
        .entry(GgufKeys.ARCHITECTURE, "llama")
        .tensor("a.weight", 0, 0, 2)
        .tensor("b.weight", 0, 32, 1)
        .pad(32);
  }

  private Path write(String name, GgufBytes bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes.bytes());
  }

  private static String bytes(WeightsReader weights, int tensor, long position, int count) {
    byte[] bytes = new byte[count];
    weights.read(weights.facts().tensors().get(tensor), position, bytes, 0, count);
    return new String(bytes, UTF_8);
  }

  private static void assertFailure(ThrowingCallable call, Kind kind, String message) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(call)
        .withMessageContaining(message)
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind));
  }
}
