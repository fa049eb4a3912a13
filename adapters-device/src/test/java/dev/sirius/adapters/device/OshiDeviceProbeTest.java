package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Processor;
import dev.sirius.core.size.ByteSize;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("the probe of this machine")
class OshiDeviceProbeTest {

  @TempDir Path directory;

  @Test
  @DisplayName("as a library: tells memory, cores and system of the machine at hand")
  void thisMachine() {
    DeviceProfile device = new OshiDeviceProbe().probe(EnumSet.allOf(DeviceAspect.class));

    ByteSize total = device.memory().total().toOptional().orElseThrow();
    assertThat(device.memory().available().toOptional().orElseThrow()).isLessThanOrEqualTo(total);
    assertThat(device.processor().logicalCores().toOptional().orElseThrow()).isPositive();
    assertThat(device.platform().os().isKnown()).isTrue();
  }

  @Test
  @DisplayName("agrees with OSHI alone")
  void agreesWithOshi() {
    DeviceProfile device = new OshiDeviceProbe().probe(EnumSet.allOf(DeviceAspect.class));
    Memory memory = new OshiFacts().memory();
    Processor processor = new OshiFacts().processor();

    assertThat(device.memory().total().toOptional()).isEqualTo(memory.total().toOptional());
    assertThat(device.processor().logicalCores().toOptional())
        .isEqualTo(processor.logicalCores().toOptional());
  }

  @Test
  @DisplayName("fills from OSHI what the kernel's files do not tell")
  void fillsGaps() {
    OshiDeviceProbe probe =
        new OshiDeviceProbe(directory, command -> new Tool.Outcome.Missing(), true, "x86-64");

    DeviceProfile device = probe.probe(Set.of(DeviceAspect.MEMORY, DeviceAspect.PROCESSOR));

    assertThat(device.memory().total().origin()).isEqualTo("OSHI");
    assertThat(device.processor().logicalCores().isKnown()).isTrue();
  }

  @Test
  @DisplayName("asks for nothing that is not wanted")
  void onlyWhatIsWanted() {
    OshiDeviceProbe probe =
        new OshiDeviceProbe(
            directory,
            command -> {
              throw new AssertionError("no tool may be run");
            },
            true,
            "x86-64");

    DeviceProfile device = probe.probe(Set.of(DeviceAspect.PLATFORM));

    assertThat(device.memory().total().origin()).isEqualTo("not asked for");
    assertThat(device.accelerators().origin()).isEqualTo("not asked for");
  }
}
