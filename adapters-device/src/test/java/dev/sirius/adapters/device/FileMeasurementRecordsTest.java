package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.plan.speed.DeviceFingerprint;
import dev.sirius.core.plan.speed.port.SpeedRecordsException;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.verify.Measured;
import dev.sirius.core.verify.PlannedAs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("measurements of models")
class FileMeasurementRecordsTest {

  private static final DeviceFingerprint HERE = new DeviceFingerprint("a machine; 2 cores");
  private static final DeviceFingerprint THERE = new DeviceFingerprint("another machine");
  private static final ModelName MODEL = ModelName.parse("kjv:tiny");
  private static final Measured ALL =
      new Measured(
          Optional.of("Q4_K_M"),
          Optional.of(4096),
          Optional.of(ByteSize.ofMiB(900)),
          Optional.of(ByteSize.ofMiB(950)),
          Optional.of(
              new PlannedAs(
                  "llama, 8 weights in 2 tensors", QuantizationType.Q4_K_M, ByteSize.ofMiB(940))),
          OptionalDouble.of(12.5),
          OptionalDouble.of(80),
          OptionalDouble.of(0.75),
          Instant.parse("2026-01-01T00:00:00Z"));
  private static final Measured LITTLE =
      new Measured(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          Instant.EPOCH);

  @TempDir private Path directory;

  @Test
  @DisplayName("are kept by device and model, the latest in place of earlier ones")
  void areKept() {
    Path file = directory.resolve("new").resolve("verified.json");
    new FileMeasurementRecords(file).keep(HERE, MODEL, LITTLE);
    new FileMeasurementRecords(file).keep(THERE, MODEL, LITTLE);
    new FileMeasurementRecords(file).keep(HERE, ModelName.parse("other"), LITTLE);
    new FileMeasurementRecords(file).keep(HERE, MODEL, ALL);

    FileMeasurementRecords records = new FileMeasurementRecords(file);
    assertThat(records.find(HERE, MODEL)).contains(ALL);
    assertThat(records.find(THERE, MODEL)).contains(LITTLE);
    assertThat(records.find(THERE, ModelName.parse("other"))).isEmpty();
    assertThat(records.all(HERE))
        .containsExactly(Map.entry(ModelName.parse("other"), LITTLE), Map.entry(MODEL, ALL));
  }

  @Test
  @DisplayName("of a broken file count as none")
  void brokenFile() throws IOException {
    Path file = Files.writeString(directory.resolve("verified.json"), "{\"a machine; 2 cores\": 7");

    assertThat(new FileMeasurementRecords(file).find(HERE, MODEL)).isEmpty();
    new FileMeasurementRecords(file).keep(HERE, MODEL, ALL);
    assertThat(new FileMeasurementRecords(file).find(HERE, MODEL)).contains(ALL);
  }

  @Test
  @DisplayName("that cannot be kept say so")
  void cannotBeKept() throws IOException {
    Path notFolder = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(
            () ->
                new FileMeasurementRecords(notFolder.resolve("verified.json"))
                    .keep(HERE, MODEL, ALL))
        .isInstanceOf(SpeedRecordsException.class)
        .hasMessageContaining("could not be kept");
  }
}
