package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Module;
import dev.sirius.cli.wiring.InstalledModels;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.plan.speed.DeviceSpeed;
import dev.sirius.core.plan.speed.port.SpeedMeter;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.usecase.InMemoryModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @Nested
  @DisplayName("at the first model that is made on it")
  class AtTheFirstModel {

    private final InMemoryModelStore store =
        new InMemoryModelStore("0.33.0").with("kjv:f16", "F16", "").with("kjv:q4", "Q4_K_M", "");

    private final DeviceProfile machine =
        new DeviceProfile(
            new Memory(
                Fact.known(ByteSize.ofGiB(16), "probe"),
                Fact.unknown("not asked"),
                Fact.known(Limit.none(), "probe")),
            Processor.unknown("not asked"),
            Fact.known(List.of(), "probe"),
            Platform.unknown("not asked"));

    private int measurements;

    private Run run(Map<String, String> stated, String command) {
      Map<String, String> environment = new HashMap<>(stated);
      environment.put("HOME", directory.toString());
      return Run.with(
              environment,
              binder -> {
                binder.bind(ModelStore.class).toInstance(store);
                binder.bind(DeviceProbe.class).toInstance(aspects -> machine);
                binder
                    .bind(SpeedMeter.class)
                    .toInstance(
                        threads -> {
                          measurements++;
                          return new DeviceSpeed(30e9, 1e10, threads);
                        });
              })
          .line(command);
    }

    @Test
    @DisplayName("happens once, and is told")
    void once() {
      Run first = run(Map.of(), "create kjv:f16 one --level MOBILE");
      Run second = run(Map.of(), "create kjv:f16 two --level MOBILE");

      assertThat(first.exitCode()).isZero();
      assertThat(first.err()).contains("memory read at 30.0 GB/s").hasLineCount(1);
      assertThat(second.err()).isEmpty();
      assertThat(measurements).isEqualTo(1);
      assertThat(run(Map.of(), "plan llama3.1:8b").out()).doesNotContain("speed is not known");
    }

    @Test
    @DisplayName("does not happen when nothing is made")
    void dryRun() {
      run(Map.of(), "create kjv:f16 one --level MOBILE --dry-run");
      run(Map.of(), "create kjv:f16 kjv:q4 --level MOBILE");
      run(Map.of(), "plan llama3.1:8b");

      assertThat(measurements).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
      "SIRIUS_DEVICE_MEMORY, 8GiB, ''",
      "SIRIUS_DEVICE_PROBE, file, ''",
      "TERM, dumb, ' --mobile'",
      "TERM, dumb, ' --cores 2'"
    })
    @DisplayName("does not happen where anything of the device is stated")
    void stated(String variable, String value, String flags) {
      Run run = run(Map.of(variable, value), "create kjv:f16 one --level MOBILE" + flags);

      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(measurements).isZero();
    }

    @Test
    @DisplayName("hinders nothing when it cannot be kept")
    void cannotBeKept() throws Exception {
      Files.writeString(directory.resolve(".cache"), "a file where a folder should be");

      Run run = run(Map.of(), "optimize kjv:f16 --no-nested --level MOBILE");

      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).contains("the measurement could not be kept").hasLineCount(1);
      assertThat(store.created()).hasSize(1);
    }
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
