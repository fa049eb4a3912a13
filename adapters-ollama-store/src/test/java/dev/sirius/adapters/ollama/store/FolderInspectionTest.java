package dev.sirius.adapters.ollama.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.FolderReport;
import dev.sirius.core.model.FolderReport.Flaw;
import dev.sirius.core.model.FolderReport.FlawKind;
import dev.sirius.core.model.FolderReport.Orphan;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TinyModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("looking at a model folder")
class FolderInspectionTest {

  private static final String OTHER = "ab".repeat(32);

  @TempDir Path directory;

  private Folder folder;

  @BeforeEach
  void makeModel() {
    folder = new Folder(directory.resolve("models"));
    folder.create("tiny", TinyModel.in(directory), "Hello.");
  }

  private Path largestBlob() {
    return folder.blobs().stream()
        .filter(blob -> blob.toFile().length() > 1000)
        .findAny()
        .orElseThrow();
  }

  @Nested
  @DisplayName("finds")
  class Finds {

    @Test
    @DisplayName("nothing wrong with what was made here")
    void nothing() {
      FolderReport report = folder.deepReport();

      assertThat(report.isValid()).isTrue();
      assertThat(report.models()).isEqualTo(1);
      assertThat(report.blobs()).isEqualTo(3);
      assertThat(report.hashed()).isEqualTo(3);
      assertThat(report.size().bytes()).isBetween(7379200L, 7380200L);
      assertThat(report.orphans()).isEmpty();
    }

    @Test
    @DisplayName("nothing in a folder that is not there")
    void noFolder() {
      FolderReport report = new Folder(directory.resolve("none")).deepReport();

      assertThat(report.models()).isZero();
      assertThat(report.isValid()).isTrue();
      assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    @DisplayName("a changed byte, but only when it reads the blobs")
    void changedByte() throws IOException {
      try (RandomAccessFile file = new RandomAccessFile(largestBlob().toFile(), "rw")) {
        file.seek(5_000_000);
        int old = file.read();
        file.seek(5_000_000);
        file.write(old ^ 1);
      }

      assertThat(folder.inspection().check(false, step -> {}).isValid()).isTrue();
      assertThat(folder.deepReport().flaws())
          .singleElement()
          .satisfies(flaw -> assertThat(flaw.kind()).isEqualTo(FlawKind.WRONG_DIGEST))
          .satisfies(flaw -> assertThat(flaw.text()).contains("and tiny:latest needs it"));
    }

    @Test
    @DisplayName("a blob that is cut short, and one that is missing")
    void cutAndMissing() throws IOException {
      Path blob = largestBlob();
      try (FileChannel channel = FileChannel.open(blob, StandardOpenOption.WRITE)) {
        channel.truncate(1000);
      }
      assertThat(kinds()).containsExactly(FlawKind.WRONG_SIZE);

      Files.delete(blob);
      assertThat(kinds()).containsExactly(FlawKind.MISSING_BLOB);
    }

    @Test
    @DisplayName("a manifest that is broken, and what is no manifest")
    void manifests() throws IOException {
      Files.writeString(folder.manifest("tiny:broken"), "{\"config\": 7}");
      Files.writeString(folder.root().resolve("manifests").resolve("stray"), "x");

      assertThat(kinds())
          .containsExactlyInAnyOrder(FlawKind.BROKEN_MANIFEST, FlawKind.NOT_FOLLOWED);
    }

    @Test
    @DisplayName("symbolic links among manifests and blobs")
    @DisabledOnOs(OS.WINDOWS)
    void links() throws IOException {
      Files.createSymbolicLink(folder.manifest("tiny:link"), folder.manifest("tiny"));
      Files.createSymbolicLink(folder.blob(OTHER), largestBlob());

      assertThat(kinds()).containsExactly(FlawKind.NOT_FOLLOWED, FlawKind.NOT_FOLLOWED);
    }

    private List<FlawKind> kinds() {
      return folder.inspection().check(false, step -> {}).flaws().stream().map(Flaw::kind).toList();
    }
  }

  @Nested
  @DisplayName("removes")
  class Removes {

    private List<Path> removed(FolderInspection inspection) {
      return inspection.remove(inspection.check(false, step -> {}).orphans()).stream()
          .map(Orphan::file)
          .toList();
    }

    @Test
    @DisplayName("an orphan blob, once it is an hour old")
    void orphan() throws IOException {
      Path orphan = Files.writeString(folder.blob(OTHER), "nobody's");

      assertThat(folder.inspection().check(false, step -> {}).orphans())
          .singleElement()
          .satisfies(found -> assertThat(found.removable()).isFalse())
          .satisfies(found -> assertThat(found.why()).contains("younger than an hour"));
      assertThat(removed(folder.inspection())).isEmpty();
      assertThat(removed(folder.later())).containsExactly(orphan);
      assertThat(orphan).doesNotExist();
      assertThat(folder.deepReport().isValid()).isTrue();
    }

    @Test
    @DisplayName("at once the blob that a killed Sirius noted, but not that of one at work")
    void ours() throws IOException {
      Path orphan = Files.writeString(folder.blob(OTHER), "ours");
      NameLocks locks = new NameLocks(new ModelFolder(folder.root()));
      try (NameLocks.Held held = locks.lock(ModelName.parse("other"))) {
        held.note(new Digest(OTHER));
        assertThat(removed(folder.inspection())).isEmpty();
      }

      assertThat(removed(folder.inspection())).containsExactly(orphan);
      try (NameLocks.Held held = locks.lock(ModelName.parse("other"))) {
        assertThat(held.leftOver()).isEmpty();
      }
    }

    @Test
    @DisplayName("unfinished files, but not the one that is being written")
    void unfinished() throws IOException {
      Path left = folder.root().resolve("sirius/unfinished/part1.tmp");
      Files.writeString(left, "half");
      Path written = folder.root().resolve("sirius/unfinished/part2.tmp");
      try (FileChannel channel =
          FileChannel.open(written, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        assertThat(removed(folder.inspection())).containsExactly(left);
      }
    }

    @Test
    @DisplayName("parts of an old download of Ollama's, but no stranger's file")
    void otherFiles() throws IOException {
      Path partial = folder.blob(OTHER + "-partial-0");
      Files.writeString(partial, "half");
      Files.writeString(folder.root().resolve("blobs/notes.txt"), "mine");

      assertThat(removed(folder.inspection())).isEmpty();
      assertThat(removed(folder.later())).containsExactly(partial);
    }

    @Test
    @DisplayName("nothing while it is in doubt which blobs are named")
    @DisabledOnOs(OS.WINDOWS)
    void doubts() throws IOException {
      Files.writeString(folder.blob(OTHER), "perhaps somebody's");
      Files.createSymbolicLink(folder.manifest("tiny:link"), directory.resolve("elsewhere"));

      assertThat(removed(folder.later())).isEmpty();
    }

    @Test
    @DisplayName("no blob that a model came to name since the report")
    void namedMeanwhile() throws IOException {
      FolderReport before = folder.later().check(false, step -> {});
      Path kept = largestBlob();
      List<Orphan> claimed =
          List.of(new Orphan(kept, before.size(), true, "as an old report might say"));

      assertThat(folder.later().remove(claimed)).isEmpty();
      assertThat(kept).isRegularFile();
    }
  }
}
