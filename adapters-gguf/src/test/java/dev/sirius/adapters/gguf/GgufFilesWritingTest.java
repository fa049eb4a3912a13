package dev.sirius.adapters.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sirius.core.gguf.GgufBytes;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WeightsWriter;
import dev.sirius.core.gguf.port.WritePlan;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.quantization.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("GGUF files, written")
class GgufFilesWritingTest {

  private static final List<TensorInfo> TENSORS =
      List.of(
          new TensorInfo("a", List.of(3L), TensorType.I8),
          new TensorInfo("none", List.of(0L), TensorType.F32),
          new TensorInfo("b", List.of(5L), TensorType.I8));

  private final GgufFiles files = new GgufFiles();

  @TempDir private Path directory;

  @Test
  @DisplayName("read back as what was written, with its length and SHA-256")
  void readBack() throws IOException, NoSuchAlgorithmException {
    Path target = directory.resolve("out.gguf");
    WrittenFile written;
    try (WeightsWriter writer = files.create(target, plan())) {
      write(writer, "aa");
      write(writer, "a");
      write(writer, "bbbbb");
      written = writer.commit();
    }

    byte[] bytes = Files.readAllBytes(target);
    assertThat(written.bytes()).isEqualTo(bytes.length);
    assertThat(written.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    try (WeightsReader weights = files.open(target)) {
      assertThat(weights.headers().get(0).fileLength()).isEqualTo(bytes.length);
      assertThat(weights.facts().metadata()).isEqualTo(plan().metadata());
      assertThat(weights.facts().tensors()).isEqualTo(TENSORS);
      byte[] b = new byte[5];
      weights.read(TENSORS.get(2), 0, b, 0, 5);
      assertThat(b).asString(UTF_8).isEqualTo("bbbbb");
    }
    assertThat(names()).containsExactly("out.gguf");
  }

  @Test
  @DisplayName("honour the alignment that they state")
  void alignment() throws IOException {
    Path target = directory.resolve("out.gguf");
    Metadata metadata = plan().metadata().with(GgufKeys.ALIGNMENT, GgufValue.Whole.uint32(256));
    try (WeightsWriter writer =
        files.create(target, new WritePlan(metadata, TENSORS, Optional.empty(), false))) {
      write(writer, "aaa");
      write(writer, "bbbbb");
      writer.commit();
    }
    byte[] bytes = Files.readAllBytes(target);
    assertThat(bytes.length % 256).isZero();
    assertThat(new String(bytes, 256, 3, UTF_8)).isEqualTo("aaa");
    assertThat(new String(bytes, 512, 5, UTF_8)).isEqualTo("bbbbb");
  }

  @Test
  @DisplayName("copy arrays that were left unread from their source")
  void unread() throws IOException {
    GgufBytes bytes = GgufBytes.header(3, 0, 2).entry(GgufKeys.ARCHITECTURE, "llama");
    bytes.array("words", ValueType.STRING, 20_000);
    for (int i = 0; i < 20_000; i++) {
      bytes.text("word " + i);
    }
    Path source = Files.write(directory.resolve("in.gguf"), bytes.pad(32).bytes());
    Path target = directory.resolve("out.gguf");
    try (WeightsReader weights = files.open(source);
        WeightsWriter writer =
            files.create(
                target,
                new WritePlan(
                    weights.facts().metadata(), List.of(), Optional.of(weights), false))) {
      writer.commit();
    }
    assertThat(target).hasSameBinaryContentAs(source);
  }

  @Nested
  @DisplayName("are not there")
  class AreNotThere {

    @Test
    @DisplayName("before they are committed, nor any trace after they are given up")
    void givenUp() {
      try (WeightsWriter writer = files.create(directory.resolve("out.gguf"), plan())) {
        write(writer, "aaa");
        assertThat(names()).containsExactly(".out.gguf.sirius-part");
      }
      assertThat(names()).isEmpty();
    }

    @Test
    @DisplayName("when data are missing")
    void missing() {
      try (WeightsWriter writer = files.create(directory.resolve("out.gguf"), plan())) {
        write(writer, "aaa");
        write(writer, "bb");
        assertThatIllegalStateException()
            .isThrownBy(writer::commit)
            .withMessage("tensor 'b' lacks 3 bytes");
      }
      assertThat(names()).isEmpty();
    }
  }

  @Nested
  @DisplayName("refuse")
  class Refuse {

    @Test
    @DisplayName("a piece that reaches over a tensor's end")
    void tooLong() {
      try (WeightsWriter writer = files.create(directory.resolve("out.gguf"), plan())) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> write(writer, "aaaa"))
            .withMessage("4 bytes, but tensor 'a' lacks only 3");
        write(writer, "aaa");
        write(writer, "bbbbb");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> write(writer, "c"))
            .withMessage("1 bytes, but all tensors are complete");
      }
    }

    @Test
    @DisplayName("a target that is there, unless it may be replaced")
    void exists() throws IOException {
      Path target = Files.writeString(directory.resolve("out.gguf"), "old");
      assertFailure(() -> files.create(target, plan()), Kind.EXISTS, "is there already");
      assertThat(target).hasContent("old");

      WritePlan replacing = new WritePlan(plan().metadata(), List.of(), Optional.empty(), true);
      try (WeightsWriter writer = files.create(target, replacing)) {
        writer.commit();
      }
      assertThat(Files.readString(target, UTF_8)).startsWith("GGUF");
    }

    @Test
    @DisplayName("a target that came there meanwhile")
    void cameThere() throws IOException {
      Path target = directory.resolve("out.gguf");
      try (WeightsWriter writer = files.create(target, plan())) {
        write(writer, "aaa");
        write(writer, "bbbbb");
        Files.writeString(target, "another's");
        assertFailure(writer::commit, Kind.EXISTS, "is there already");
      }
      assertThat(target).hasContent("another's");
      assertThat(names()).containsExactly("out.gguf");
    }

    @Test
    @DisplayName("their own source as target")
    void source() throws IOException {
      Path source =
          Files.write(
              directory.resolve("in.gguf"),
              GgufBytes.header(3, 0, 1).entry(GgufKeys.ARCHITECTURE, "llama").bytes());
      try (WeightsReader weights = files.open(source)) {
        WritePlan onItself =
            new WritePlan(weights.facts().metadata(), List.of(), Optional.of(weights), true);
        assertFailure(() -> files.create(source, onItself), Kind.EXISTS, "is what is read from");
      }
    }

    @Test
    @DisplayName("a second writer at the same target")
    void second() throws IOException {
      Path target = directory.resolve("out.gguf");
      try (WeightsWriter first = files.create(target, plan())) {
        assertFailure(() -> files.create(target, plan()), Kind.BUSY, "is being written already");
        assertFailure(
            () -> new GgufFiles().create(target, plan()), Kind.BUSY, "is being written already");
        write(first, "aaa");
        write(first, "bbbbb");
        first.commit();
      }
      assertThat(Files.size(target)).isPositive();
    }

    @Test
    @DisplayName("a directory that is not there")
    void noDirectory() {
      assertFailure(
          () -> files.create(directory.resolve("none/out.gguf"), plan()),
          Kind.NOT_FOUND,
          "there is no directory");
    }

    @Test
    @DisplayName("a directory that may not be written")
    void readOnly() throws IOException {
      Path readOnly = Files.createDirectory(directory.resolve("read-only"));
      Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
      assumeFalse(Files.isWritable(readOnly), "this user may write everywhere");
      assertFailure(
          () -> files.create(readOnly.resolve("out.gguf"), plan()),
          Kind.NOT_PERMITTED,
          "may not be written");
    }

    @Test
    @DisplayName("a target that is a directory")
    void aDirectory() {
      assertFailure(() -> files.create(directory, plan()), Kind.NO_REGULAR_FILE, "no regular file");
    }

    @Test
    @DisplayName("what the disk has no room for, before a byte is written")
    void noSpace() {
      TensorInfo huge = new TensorInfo("huge", List.of(1L << 59), TensorType.F32);
      WritePlan plan = new WritePlan(plan().metadata(), List.of(huge), Optional.empty(), false);
      assertFailure(() -> files.create(directory.resolve("out.gguf"), plan), Kind.NO_SPACE, "free");
      assertThat(names()).isEmpty();
    }
  }

  @Nested
  @DisplayName("after a writer was killed")
  class AfterAKill {

    @Test
    @DisplayName("take the place of what it left, and remove what it left elsewhere")
    void remains() throws IOException {
      Files.writeString(
          directory.resolve(".out.gguf.sirius-part"), "remains that are longer".repeat(99));
      Files.writeString(directory.resolve(".other.gguf.sirius-part"), "remains");
      Files.writeString(directory.resolve("unrelated.sirius-part"), "kept");
      Path target = directory.resolve("out.gguf");
      try (WeightsWriter writer = files.create(target, plan())) {
        write(writer, "aaa");
        write(writer, "bbbbb");
        WrittenFile written = writer.commit();
        assertThat(Files.size(target)).isEqualTo(written.bytes());
      }
      assertThat(names()).containsExactlyInAnyOrder("out.gguf", "unrelated.sirius-part");
    }

    @Test
    @DisplayName("go on in its place once it is dead, but not before")
    void anotherProcess() throws IOException, InterruptedException {
      Path target = directory.resolve("out.gguf");
      Process holder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  HoldsAWriter.class.getName(),
                  target.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        assertThat(holder.getInputStream().read()).isEqualTo('!');
        assertFailure(() -> files.create(target, plan()), Kind.BUSY, "is being written already");
        try (WeightsWriter other = files.create(directory.resolve("other.gguf"), plan())) {
          assertThat(names()).contains(".out.gguf.sirius-part", ".other.gguf.sirius-part");
          write(other, "aaa");
        }
      } finally {
        holder.destroyForcibly().waitFor();
      }
      assertThat(names()).containsExactly(".out.gguf.sirius-part");
      try (WeightsWriter writer = files.create(directory.resolve("new.gguf"), plan())) {
        write(writer, "aaa");
        assertThat(names()).containsExactly(".new.gguf.sirius-part");
      }
    }

    @Test
    @DisplayName("leave alone what a living writer is at")
    void living() throws IOException {
      Path target = directory.resolve("one.gguf");
      try (WeightsWriter one = files.create(target, plan())) {
        write(one, "aaa");
        try (WeightsWriter two = files.create(directory.resolve("two.gguf"), plan());
            WeightsWriter three = new GgufFiles().create(directory.resolve("three.gguf"), plan())) {
          assertThat(names())
              .contains(
                  ".one.gguf.sirius-part", ".two.gguf.sirius-part", ".three.gguf.sirius-part");
          assertThat(two).isNotSameAs(three);
        }
        write(one, "bbbbb");
        one.commit();
      }
      assertThat(names()).containsExactly("one.gguf");
    }
  }

  private List<String> names() {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> String.valueOf(path.getFileName())).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WritePlan plan() {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    entries.put(GgufKeys.ARCHITECTURE, GgufValue.Text.of("llama"));
    return new WritePlan(new Metadata(entries), TENSORS, Optional.empty(), false);
  }

  private static void write(WeightsWriter writer, String bytes) {
    writer.write(bytes.getBytes(UTF_8), 0, bytes.length());
  }

  private static void assertFailure(ThrowingCallable call, Kind kind, String message) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(call)
        .withMessageContaining(message)
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind));
  }
}
