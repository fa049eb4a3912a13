package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.family.port.FamilyLocks.FamilyLock;
import dev.sirius.core.family.port.FamilyLocksException;
import dev.sirius.core.model.ModelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("locks of families")
class FileFamilyLocksTest {

  private static final ModelName FAMILY = ModelName.parse("kjv:tiny");

  @TempDir private Path folder;

  @Test
  @DisplayName("are given to one at a time, and to the next one after that")
  void oneAtATime() {
    FileFamilyLocks locks = new FileFamilyLocks(folder.resolve("new"));

    Optional<FamilyLock> first = locks.tryLock(FAMILY);
    assertThat(first).isPresent();
    assertThat(new FileFamilyLocks(folder.resolve("new")).tryLock(ModelName.parse("KJV:tiny")))
        .isEmpty();
    first.get().close();

    Optional<FamilyLock> second = locks.tryLock(FAMILY);
    assertThat(second).isPresent();
    second.get().close();
  }

  @Test
  @DisplayName("of different families do not touch each other")
  void differentFamilies() {
    FileFamilyLocks locks = new FileFamilyLocks(folder);
    FamilyLock one = locks.tryLock(FAMILY).orElseThrow();

    Optional<FamilyLock> other = locks.tryLock(ModelName.parse("kjv:small"));

    assertThat(other).isPresent();
    other.get().close();
    one.close();
  }

  @Test
  @DisplayName("say when they cannot be kept")
  void cannotBeKept() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    assertThatThrownBy(() -> new FileFamilyLocks(file).tryLock(FAMILY))
        .isInstanceOf(FamilyLocksException.class)
        .hasMessageContaining("XDG_CACHE_HOME");
  }
}
