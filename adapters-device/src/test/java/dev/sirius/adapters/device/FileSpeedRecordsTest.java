package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.port.SpeedRecordsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the records of measured speeds")
class FileSpeedRecordsTest {

  private static final DeviceFingerprint DEVICE = new DeviceFingerprint("a processor; 2 cores");
  private static final DeviceSpeed SPEED = new DeviceSpeed(30.5e9, 25e9, 2);

  @TempDir private Path folder;

  @Test
  @DisplayName("give back what was kept, for this device alone")
  void giveBackWhatWasKept() {
    Path file = folder.resolve("new/speed.json");

    new FileSpeedRecords(file).keep(DEVICE, SPEED);

    assertThat(new FileSpeedRecords(file).find(DEVICE)).contains(SPEED);
    assertThat(new FileSpeedRecords(file).find(new DeviceFingerprint("another"))).isEmpty();
  }

  @Test
  @DisplayName("replace an earlier measurement, and leave nothing beside the file")
  void replaceEarlierOnes() throws IOException {
    FileSpeedRecords records = new FileSpeedRecords(folder.resolve("speed.json"));
    records.keep(DEVICE, SPEED);

    records.keep(DEVICE, new DeviceSpeed(1, 2, 3));

    assertThat(records.find(DEVICE)).contains(new DeviceSpeed(1, 2, 3));
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  @DisplayName("forget the oldest of many devices")
  void forgetTheOldest() {
    FileSpeedRecords records = new FileSpeedRecords(folder.resolve("speed.json"));
    for (int i = 0; i < 20; i++) {
      records.keep(new DeviceFingerprint("device " + i), SPEED);
    }

    assertThat(records.find(new DeviceFingerprint("device 0"))).isEmpty();
    assertThat(records.find(new DeviceFingerprint("device 19"))).contains(SPEED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"a processor; 2 cores\": 3}",
        "{\"a processor; 2 cores\": {\"threads\": 0}}",
        "{"
      })
  @DisplayName("count as empty when the file is broken")
  void countAsEmptyWhenBroken(String text) throws IOException {
    Path file = folder.resolve("speed.json");
    Files.writeString(file, text);

    assertThat(new FileSpeedRecords(file).find(DEVICE)).isEmpty();
  }

  @Test
  @DisplayName("say what to do when they cannot be written")
  void sayWhatToDo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> new FileSpeedRecords(file.resolve("speed.json")).keep(DEVICE, SPEED))
        .isInstanceOf(SpeedRecordsException.class)
        .hasMessageContaining("make the folder writable");
  }
}
