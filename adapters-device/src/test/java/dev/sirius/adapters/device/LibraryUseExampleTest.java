package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.policy.Recommendation;
import dev.sirius.core.policy.TierPolicy;
import dev.sirius.core.policy.TierThresholds;
import dev.sirius.core.quantization.Level;
import dev.sirius.core.usecase.RecommendLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("As a library, the device adapter")
class LibraryUseExampleTest {

  @TempDir Path directory;

  @Test
  @DisplayName("tells a policy of this machine, with what a file says of it standing before")
  void recommends() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("device.json"),
            "{\"memory\": {\"total\": \"6GiB\", \"limit\": \"none\"},"
                + " \"processor\": {\"logicalCores\": 4, \"quotaCores\": \"none\"}}");

    DeviceProbe probe =
        new LayeredDeviceProbe(List.of(new FileDeviceProbe(file), new OshiDeviceProbe()));
    Recommendation recommendation =
        new RecommendLevel(probe, new TierPolicy(TierThresholds.ORIGINAL)).recommend();

    assertThat(recommendation.level()).isEqualTo(Level.MEDIUM);
  }
}
