package dev.sirius.adapters.ollama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a model folder")
class OllamaFolderTest {

  private static final String TINY =
      "86cc4fc73e402421f27cb97686e04c83aaa13e5c80bfa72ae04638b7d499d221";

  @TempDir Path directory;

  private Folder folder;
  private Path weights;

  @BeforeEach
  void open() {
    folder = new Folder(directory.resolve("models"));
    weights = TinyModel.in(directory);
  }

  private static void assertFails(Kind kind, String text, ThrowingCallable action) {
    assertThatExceptionOfType(ModelStoreException.class)
        .isThrownBy(action)
        .withMessageContaining(text)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static ModelName name(String text) {
    return ModelName.parse(text);
  }

  @Nested
  @DisplayName("takes weights")
  class Weights {

    @Test
    @DisplayName("by a link, under the digest that they have, and leaves the file")
    @DisabledOnOs(OS.WINDOWS)
    void links() throws IOException {
      folder.create("tiny", weights, "Hello.");

      assertThat(folder.blob(TINY)).isRegularFile();
      assertThat(Files.isSameFile(folder.blob(TINY), weights)).isTrue();
      assertThat(weights).isRegularFile();
      assertThat(folder.unfinished()).isEmpty();
    }

    @Test
    @DisplayName("that a symbolic link leads to, never the link")
    @DisabledOnOs(OS.WINDOWS)
    void behindASymbolicLink() throws IOException {
      Path link = Files.createSymbolicLink(directory.resolve("link.gguf"), weights);

      folder.create("tiny", link, "Hello.");

      assertThat(Files.isSymbolicLink(folder.blob(TINY))).isFalse();
      assertThat(folder.blob(TINY)).hasSameBinaryContentAs(weights);
    }

    @Test
    @DisplayName("by a copy from another file system")
    @EnabledOnOs(OS.LINUX)
    void copies() throws IOException {
      Path elsewhere = Path.of("/dev/shm");
      assumeThat(elsewhere).isWritable();
      assumeThat(Files.getFileStore(elsewhere)).isNotEqualTo(Files.getFileStore(directory));
      Path other = Files.createTempFile(elsewhere, "tiny", ".gguf");
      try {
        Files.copy(weights, other, StandardCopyOption.REPLACE_EXISTING);
        List<Progress> steps = new ArrayList<>();
        folder.store().create(Folder.request("tiny", other, "Hello."), steps::add);

        assertThat(steps)
            .extracting(Progress::status)
            .anyMatch(status -> status.endsWith("it cannot be linked"));
        assertThat(folder.blob(TINY)).hasSameBinaryContentAs(weights);
        assertThat(folder.unfinished()).isEmpty();
      } finally {
        Files.delete(other);
      }
    }

    @Test
    @DisplayName("by moving them when they were written on its shelf, without reading them")
    void moves() {
      OllamaFolder store = folder.store();
      WrittenFile written = rewritten(store.place(name("made")));
      Path kept = store.keep(written);
      List<Progress> steps = new ArrayList<>();

      store.create(Folder.request("made", kept, "Hello."), steps::add);

      assertThat(steps)
          .extracting(Progress::status)
          .contains("creating new layer sha256:" + written.sha256())
          .noneMatch(status -> status.startsWith("reading"));
      assertThat(kept).doesNotExist();
      assertThat(folder.blob(written.sha256())).isRegularFile();
      assertThat(folder.deepReport().isValid()).isTrue();
      assertThat(folder.deepReport().orphans()).isEmpty();
    }

    @Test
    @DisplayName("not from beside its shelf")
    void keepsOnlyItsOwn() {
      OllamaFolder store = folder.store();
      store.place(name("made"));
      WrittenFile elsewhere = rewritten(directory.resolve("else.gguf"));

      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> store.keep(elsewhere));
    }

    private WrittenFile rewritten(Path target) {
      return Folder.rewritten(weights, target, 0);
    }

    @Test
    @DisplayName("from one of its own blobs by name alone")
    void ownBlob() {
      folder.create("tiny", weights, "Hello.");
      List<Progress> steps = new ArrayList<>();

      folder.store().create(Folder.request("other", folder.blob(TINY), "Bye."), steps::add);

      assertThat(steps)
          .extracting(Progress::status)
          .contains("using existing layer sha256:" + TINY)
          .noneMatch(status -> status.startsWith("reading"));
    }

    @Test
    @DisplayName("and puts whole ones in the place of a blob that was cut short")
    void repairs() throws IOException {
      folder.create("tiny", weights, "Hello.");
      Files.delete(folder.blob(TINY));
      Files.write(folder.blob(TINY), new byte[100]);

      folder.create("tiny", weights, "Hello.");

      assertThat(folder.deepReport().flaws()).isEmpty();
      assertThat(weights).hasSize(7379200);
    }

    @Test
    @DisplayName("but nothing that is no GGUF, and leaves nothing of it")
    void noGguf() throws IOException {
      Path text = Files.writeString(directory.resolve("text.gguf"), "no weights at all");

      assertFails(Kind.LOCAL_FILE, "text.gguf", () -> folder.create("tiny", text, "Hello."));
      assertThat(folder.blobs()).isEmpty();
      assertThat(folder.store().list()).isEmpty();
    }
  }

  @Nested
  @DisplayName("removes blobs")
  class Removing {

    @Test
    @DisplayName("only when no other model names them")
    void shared() {
      folder.create("one", weights, "Same words.");
      folder.create("two", weights, "Same words.");
      folder.store().delete(name("one"));

      assertThat(folder.deepReport().isValid()).isTrue();
      assertThat(folder.store().show(name("two")).system().toOptional()).contains("Same words.");

      folder.store().delete(name("two"));
      assertThat(folder.blobs()).isEmpty();
      assertThat(weights).isRegularFile();
    }

    @Test
    @DisplayName("that only the replaced form of a model had")
    void replaced() {
      folder.create("one", weights, "First words.");
      int before = folder.blobs().size();
      folder.create("one", weights, "Second words.");

      assertThat(folder.blobs()).hasSize(before);
      assertThat(folder.deepReport().orphans()).isEmpty();
    }

    @Test
    @DisplayName("not when a broken manifest mentions them, whatever its letter case")
    void mentioned() throws IOException {
      folder.create("one", weights, "Hello.");
      Path broken = folder.manifest("broken");
      Files.createDirectories(broken.getParent());
      Files.writeString(
          broken, "{\"layers\": [ \"sha256:" + TINY.toUpperCase(java.util.Locale.ROOT));

      folder.store().delete(name("one"));

      assertThat(folder.blob(TINY)).isRegularFile();
    }

    @Test
    @DisplayName("not while a manifest is a symbolic link, which a server would follow")
    @DisabledOnOs(OS.WINDOWS)
    void linked() throws IOException {
      folder.create("one", weights, "Hello.");
      Path outside = Files.copy(folder.manifest("one"), directory.resolve("outside"));
      Path link = folder.manifest("linked");
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, outside);

      folder.store().delete(name("one"));

      assertThat(folder.blob(TINY)).isRegularFile();
    }

    @Test
    @DisplayName("not when another process has noted them")
    void noted() {
      folder.create("one", weights, "Hello.");
      NameLocks others = new NameLocks(new ModelFolder(folder.root()));
      try (NameLocks.Held held = others.lock(name("other"))) {
        held.note(new Digest(TINY));
        folder.store().delete(name("one"));
      }

      assertThat(folder.blob(TINY)).isRegularFile();
    }

    @Test
    @DisplayName("of a model whose manifest is broken not, but takes the manifest away")
    void brokenManifest() throws IOException {
      folder.create("one", weights, "Hello.");
      Files.writeString(folder.manifest("one"), "{");

      folder.store().delete(name("one"));

      assertThat(folder.manifest("one")).doesNotExist();
      assertThat(folder.blob(TINY)).isRegularFile();
    }
  }

  @Nested
  @DisplayName("does not follow")
  class NotFollowing {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "sha256:../../../../secret",
          "sha256:" + "86CC4FC73E402421F27CB97686E04C83AAA13E5C80BFA72AE04638B7D499D221",
          "sha256-" + TINY,
          "sha512:" + TINY,
          "sha256:" + TINY + "0",
          ""
        })
    @DisplayName("a digest that is none")
    void digest(String digest) throws IOException {
      folder.create("one", weights, "Hello.");
      String manifest = Files.readString(folder.manifest("one"));
      Files.writeString(folder.manifest("one"), manifest.replace("sha256:" + TINY, digest));

      assertFails(Kind.BROKEN_ANSWER, "broken", () -> folder.store().show(name("one")));
      assertThat(folder.store().list()).isEmpty();
    }

    @Test
    @DisplayName("a blob that is a symbolic link")
    @DisabledOnOs(OS.WINDOWS)
    void blob() throws IOException {
      folder.create("one", weights, "The system prompt.");
      Path secret = Files.writeString(directory.resolve("secret"), "secret");
      for (Path blob : folder.blobs()) {
        if (Files.size(blob) < 1000) {
          Files.delete(blob);
          Files.createSymbolicLink(blob, secret);
        }
      }

      assertFails(Kind.BROKEN_ANSWER, "no plain file", () -> folder.store().show(name("one")));
      assertThat(folder.store().list())
          .singleElement()
          .extracting(InstalledModel::quantization)
          .matches(quantization -> !((Fact<?>) quantization).isKnown());
    }

    @Test
    @DisplayName("a manifest that is a symbolic link")
    @DisabledOnOs(OS.WINDOWS)
    void manifest() throws IOException {
      folder.create("one", weights, "Hello.");
      Files.createSymbolicLink(folder.manifest("one:linked"), folder.manifest("one"));

      assertThat(folder.store().list()).extracting(InstalledModel::name).containsOnly(name("one"));
      assertFails(Kind.NOT_FOUND, "not found", () -> folder.store().show(name("one:linked")));
    }
  }

  @Nested
  @DisplayName("takes a name")
  class Names {

    @Test
    @DisplayName("in any letter case for the model that is there")
    void letterCase() {
      folder.create("Tiny", weights, "First.");
      folder.create("tINY", weights, "Second.");

      assertThat(folder.store().list()).extracting(InstalledModel::name).containsOnly(name("Tiny"));
      assertThat(folder.store().show(name("TINY")).system().toOptional()).contains("Second.");
    }

    @Test
    @DisplayName("only when no other Sirius is changing the model")
    void locked() {
      NameLocks others = new NameLocks(new ModelFolder(folder.root()));
      try (NameLocks.Held held = others.lock(name("TINY"))) {
        assertThat(held.leftOver()).isEmpty();
        assertFails(
            Kind.REFUSED,
            "another sirius is changing tiny:latest",
            () -> folder.create("tiny", weights, "Hello."));
        folder.create("other", weights, "Hello.");
      }
      folder.create("tiny", weights, "Hello.");

      assertThat(folder.store().list()).hasSize(2);
    }

    @Test
    @DisplayName("twice in one process only after the other is done")
    void lockedByOurselves() {
      NameLocks locks = new NameLocks(new ModelFolder(folder.root()));
      try (NameLocks.Held held = locks.lock(name("tiny"))) {
        held.note(new Digest(TINY));
        assertFails(Kind.REFUSED, "another sirius", () -> locks.lock(name("tiny")));
      }
      try (NameLocks.Held held = locks.lock(name("tiny"))) {
        assertThat(held.leftOver()).containsExactly(new Digest(TINY));
      }
    }
  }

  @Nested
  @DisplayName("says what is in the way")
  class InTheWay {

    @Test
    @DisplayName("when it may not be written, and names the way over the server")
    @DisabledOnOs(OS.WINDOWS)
    void notOurs() throws IOException {
      Files.createDirectory(folder.root());
      Files.setPosixFilePermissions(folder.root(), PosixFilePermissions.fromString("r-xr-xr-x"));
      assumeThat(Files.isWritable(folder.root())).as("root may write everywhere").isFalse();

      assertFails(
          Kind.LOCAL_FILE, "--adapter http", () -> folder.create("tiny", weights, "Hello."));
    }

    @Test
    @DisplayName("when it is a file")
    void aFile() throws IOException {
      Files.writeString(folder.root(), "not a folder");

      assertFails(Kind.LOCAL_FILE, "models", () -> folder.create("tiny", weights, "Hello."));
    }

    @Test
    @DisplayName("when a model lacks a blob that another is to be built on")
    void missingBlob() throws IOException {
      folder.create("one", weights, "Hello.");
      Files.delete(folder.blob(TINY));

      assertFails(
          Kind.BROKEN_ANSWER,
          "lacks its blob",
          () -> folder.store().create(Folder.request("two", Path.of("one"), ""), step -> {}));
    }
  }
}
