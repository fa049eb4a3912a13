package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Module;
import dev.sirius.cli.wiring.InstalledModels;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.port.SpeedMeter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Measuring a device of 6 cores")
class MeasureTest {

  private final Module meter =
      binder -> {
        binder
            .bind(SpeedMeter.class)
            .toInstance(threads -> new DeviceSpeed(5e9 * threads, 1e10, threads));
        binder
            .bind(InstalledModels.class)
            .toInstance(
                () -> {
                  throw new ModelStoreException(Kind.UNREACHABLE, "there is no Ollama");
                });
      };

  @TempDir Path directory;

  private Run.Place here;

  @BeforeEach
  void place() {
    here =
        Run.with(
            Map.of(
                "SIRIUS_DEVICE_PROBE", "file",
                "SIRIUS_DEVICE_MEMORY", "16GiB",
                "SIRIUS_DEVICE_CORES", "6",
                "HOME", directory.toString()),
            meter);
  }

  @Test
  @DisplayName("tells what was measured, with a thread for each core")
  void tells() {
    JsonNode measured = Schemas.valid("device-measure", here.line("device --measure --json").out());

    assertThat(measured.get("threads").asInt()).isEqualTo(6);
    assertThat(measured.get("bytesPerSecond").asLong()).isEqualTo(30_000_000_000L);
    assertThat(here.line("device --measure").out()).contains("memory read  30.0 GB/s");
  }

  @Test
  @DisplayName("lets plans tell the speed from then on")
  void isRemembered() {
    assertThat(here.line("plan llama3.1:8b").out()).contains("speed is not known");

    here.line("device --measure");

    JsonNode plan = Schemas.valid("plan", here.line("plan llama3.1:8b --json").out());
    assertThat(plan.get("candidates").get(0).at("/speed/value/decode/likely").asDouble())
        .as(plan.toString())
        .isPositive();
    assertThat(here.line("plan llama3.1:8b").out()).doesNotContain("speed is not known");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"--memory 8GiB", "--cores 2", "--vram 0", "--mobile", "--device d.json"})
  @DisplayName("is refused for a simulated device")
  void simulated(String flags) {
    Run run = here.line("device --measure " + flags);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("a simulated device cannot be measured");
  }

  @Test
  @DisplayName("says so when the result cannot be kept")
  void cannotBeKept() throws Exception {
    Files.writeString(directory.resolve(".cache"), "a file where a folder should be");

    Run run = here.line("device --measure");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the measurement could not be kept");
  }
}
