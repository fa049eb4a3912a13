package dev.sirius.adapters.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import dev.sirius.core.gguf.port.WorkFolders.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("folders for temporary files")
class PrivateFoldersTest {

  @TempDir Path directory;

  private long entries() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }

  @Test
  @DisplayName("go with the files in them when they are closed")
  void closed() throws IOException {
    try (WorkFolder folder = new PrivateFolders(directory).open()) {
      Files.writeString(folder.path().resolve("weights"), "bytes");
      assertThat(folder.path()).isDirectory();
    }
    assertThat(entries()).isZero();
  }

  @Test
  @DisplayName("may be entered by their owner alone")
  @DisabledOnOs(OS.WINDOWS)
  void permissions() throws IOException {
    Path missing = directory.resolve("missing");
    try (WorkFolder folder = new PrivateFolders(missing).open()) {
      for (Path each : new Path[] {missing, folder.path()}) {
        assertThat(Files.getPosixFilePermissions(each))
            .containsExactlyInAnyOrder(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE);
      }
    }
  }

  @Test
  @DisplayName("of killed processes are removed, with what is in them")
  void remains() throws IOException {
    Path left = Files.createDirectory(directory.resolve("sirius-left"));
    Files.writeString(left.resolve("weights.gguf"), "half");
    Files.writeString(directory.resolve("sirius-left.lock"), "");

    new PrivateFolders(directory).open().close();

    assertThat(entries()).isZero();
  }

  @Test
  @DisplayName("of killed processes are removed for a task that needs none")
  void remainsAlone() throws IOException {
    PrivateFolders folders = new PrivateFolders(directory);
    Path left = Files.createDirectory(directory.resolve("sirius-left"));
    Files.writeString(left.resolve("weights.gguf"), "half");
    Files.writeString(directory.resolve("sirius-left.lock"), "");

    try (WorkFolder used = folders.open()) {
      new PrivateFolders(directory).removeRemains();

      assertThat(used.path()).isDirectory();
    }
    assertThat(entries()).isZero();
    new PrivateFolders(directory.resolve("missing")).removeRemains();
    assertThat(entries()).isZero();
  }

  @Test
  @DisplayName("in use stay, those of the same process and of another object too")
  void inUse() throws IOException {
    PrivateFolders folders = new PrivateFolders(directory);
    try (WorkFolder first = folders.open();
        WorkFolder second = folders.open();
        WorkFolder third = new PrivateFolders(directory).open()) {
      assertThat(first.path()).isDirectory().isNotEqualTo(second.path());
      assertThat(second.path()).isDirectory();
      assertThat(third.path()).isDirectory();
    }
    assertThat(entries()).isZero();
  }

  @Test
  @DisplayName("are removed without following a link")
  @DisabledOnOs(OS.WINDOWS)
  void links() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    Path precious = Files.writeString(other.resolve("precious"), "mine");
    Files.createSymbolicLink(directory.resolve("sirius-link"), other);
    Files.writeString(directory.resolve("sirius-link.lock"), "");
    Path left = Files.createDirectory(directory.resolve("sirius-left"));
    Files.createSymbolicLink(left.resolve("link"), precious);
    Files.writeString(directory.resolve("sirius-left.lock"), "");

    new PrivateFolders(directory).open().close();

    assertThat(precious).hasContent("mine");
    assertThat(left).doesNotExist();
  }

  @Test
  @DisplayName("leave alone what is named otherwise")
  void others() throws IOException {
    Path file = Files.writeString(directory.resolve("a.lock"), "");
    Path folder = Files.createDirectory(directory.resolve("sirius-without-lock"));

    new PrivateFolders(directory).open().close();

    assertThat(file).exists();
    assertThat(folder).exists();
  }

  @Test
  @DisplayName("need room, counted together where places share a disk")
  void space() throws IOException {
    PrivateFolders folders = new PrivateFolders(directory);
    Path beside = Files.createDirectory(directory.resolve("beside"));
    long usable = Files.getFileStore(directory).getUsableSpace();
    long most = usable / 8 * 5;

    assertThatCode(() -> folders.requireSpace(Map.of(directory, usable / 4, beside, usable / 4)))
        .doesNotThrowAnyException();
    assertThatCode(() -> folders.requireSpace(Map.of(directory.resolve("none"), Long.MAX_VALUE)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> folders.requireSpace(Map.of(directory, most, beside, most)))
        .isInstanceOfSatisfying(
            WeightsException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_SPACE))
        .hasMessageContaining("are needed on the disk of")
        .hasMessageContaining("beside");
  }
}
