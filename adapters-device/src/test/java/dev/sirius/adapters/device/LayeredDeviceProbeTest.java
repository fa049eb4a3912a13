package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("probes in layers: flag, environment, file, machine")
class LayeredDeviceProbeTest {

  private static final Set<DeviceAspect> ALL = EnumSet.allOf(DeviceAspect.class);

  @TempDir Path directory;

  private static StatedDeviceProbe stated(
      Fact<ByteSize> memory, Fact<Integer> cores, Fact<ByteSize> acceleratorMemory) {
    return new StatedDeviceProbe(memory, cores, acceleratorMemory);
  }

  private static <T> Fact<T> silent() {
    return Fact.unknown("not stated");
  }

  private DeviceProbe file(String text) throws IOException {
    return new FileDeviceProbe(Files.writeString(directory.resolve("device.json"), text));
  }

  /** 16 GiB of which 8 are available, 8 threads on 4 cores, a card, in a group of 12 GiB. */
  private DeviceProbe machine() {
    FakeRoot root =
        new FakeRoot(directory)
            .withMachine()
            .with("proc/self/cgroup", "0::/\n")
            .with("sys/fs/cgroup/memory.max", (12L << 30) + "\n")
            .with("sys/class/drm/card0/device/vendor", "0x1002\n")
            .with("sys/class/drm/card0/device/mem_info_vram_total", (8L << 30) + "\n");
    return new OshiDeviceProbe(
        root.path(),
        command -> new Tool.Outcome.Missing(),
        SystemKind.LINUX,
        "x86-64",
        () -> OshiFacts.on(SystemKind.LINUX));
  }

  @Test
  @DisplayName("take each value from the strongest layer that knows it")
  void valueByValue() throws IOException {
    DeviceProbe probe =
        new LayeredDeviceProbe(
            List.of(
                stated(Fact.known(ByteSize.ofGiB(4), "--memory"), silent(), silent()),
                stated(
                    Fact.known(ByteSize.ofGiB(5), "SIRIUS_DEVICE_MEMORY"),
                    Fact.known(6, "SIRIUS_DEVICE_CORES"),
                    silent()),
                file(
                    "{\"memory\": {\"total\": \"7GiB\"},"
                        + " \"processor\": {\"logicalCores\": 3, \"name\": \"Filed CPU\"}}"),
                machine()));

    DeviceProfile device = probe.probe(ALL);

    assertThat(device.memory().total()).isEqualTo(Fact.known(ByteSize.ofGiB(4), "--memory"));
    assertThat(device.processor().logicalCores()).isEqualTo(Fact.known(6, "SIRIUS_DEVICE_CORES"));
    assertThat(device.processor().name().toOptional()).contains("Filed CPU");
    assertThat(device.processor().name().origin()).endsWith("device.json");
    assertThat(device.processor().physicalCores()).isEqualTo(Fact.known(4, "/proc/cpuinfo"));
    assertThat(device.accelerators().origin()).isEqualTo("drivers");
  }

  @Test
  @DisplayName("leave the machine as it is when nothing is stated")
  void nothingStated() throws IOException {
    DeviceProbe probe =
        new LayeredDeviceProbe(
            List.of(stated(silent(), silent(), silent()), file("{}"), machine()));

    assertThat(probe.probe(ALL)).isEqualTo(machine().probe(ALL));
  }

  @Test
  @DisplayName("put the machine's limit out of force where a total is stated above it")
  void limit() {
    DeviceProbe probe =
        new LayeredDeviceProbe(
            List.of(
                stated(Fact.known(ByteSize.ofGiB(64), "--memory"), silent(), silent()), machine()));

    DeviceProfile device = probe.probe(ALL);

    assertThat(device.memory().limit()).isEqualTo(Fact.known(Limit.none(), "--memory"));
    assertThat(device.memory().usable().toOptional()).contains(ByteSize.ofGiB(64));
  }

  @Test
  @DisplayName("take away the machine's accelerators where 0 is stated, without looking for them")
  void noAccelerators() {
    Set<DeviceAspect> asked = new HashSet<>();
    DeviceProbe machine =
        aspects -> {
          asked.addAll(aspects);
          return DeviceProfile.unknown("silent");
        };
    DeviceProbe probe =
        new LayeredDeviceProbe(
            List.of(stated(silent(), silent(), Fact.known(ByteSize.ZERO, "--vram")), machine));

    assertThat(probe.probe(ALL).accelerators()).isEqualTo(Fact.known(List.of(), "--vram"));
    assertThat(asked).doesNotContain(DeviceAspect.ACCELERATORS).contains(DeviceAspect.MEMORY);
  }

  @Test
  @DisplayName("need one layer at least")
  void none() {
    assertThatThrownBy(() -> new LayeredDeviceProbe(List.of()))
        .hasMessage("no probe to ask; give at least one");
  }
}
