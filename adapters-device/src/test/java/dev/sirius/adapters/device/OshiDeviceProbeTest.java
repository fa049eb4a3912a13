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
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import oshi.SystemInfo;

@DisplayName("the probe of this machine")
class OshiDeviceProbeTest {

  private static final Set<DeviceAspect> ALL = EnumSet.allOf(DeviceAspect.class);

  @TempDir Path directory;

  private OshiDeviceProbe onLinux(Tool tool, Supplier<OshiFacts> oshi) {
    return new OshiDeviceProbe(directory, tool, SystemKind.LINUX, "x86-64", oshi);
  }

  private static OshiFacts forbidden() {
    throw new AssertionError("OSHI takes time to load and may not be asked here");
  }

  @Test
  @DisplayName("as a library: tells memory, cores and system of the machine at hand")
  void thisMachine() {
    DeviceProfile device = new OshiDeviceProbe().probe(ALL);

    ByteSize total = device.memory().total().toOptional().orElseThrow();
    assertThat(total).isBetween(ByteSize.ofMiB(256), ByteSize.ofGiB(64 << 10));
    assertThat(device.memory().available().toOptional().orElseThrow())
        .isBetween(ByteSize.ofMiB(1), total);
    int logical = device.processor().logicalCores().toOptional().orElseThrow();
    assertThat(device.processor().physicalCores().toOptional().orElse(1)).isBetween(1, logical);
    assertThat(device.processor().usableCores().toOptional().orElseThrow())
        .isBetween(1, Math.max(logical, Runtime.getRuntime().availableProcessors()));
    assertThat(device.processor().name().isKnown()).isTrue();
    assertThat(device.platform().os().isKnown()).isTrue();
    assertThat(device.accelerators().origin()).isNotBlank();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("agrees with OSHI, with native code and without")
  void agreesWithOshi() {
    DeviceProfile device = new OshiDeviceProbe().probe(ALL);
    OshiFacts oshi = new OshiFacts(SystemInfo::new);
    OshiFacts plain = OshiFacts.on(SystemKind.LINUX);

    assertThat(device.memory().total().toOptional())
        .isEqualTo(oshi.memory().total().toOptional())
        .isEqualTo(plain.memory().total().toOptional());
    assertThat(device.processor().logicalCores().toOptional())
        .isEqualTo(oshi.processor().logicalCores().toOptional())
        .isEqualTo(plain.processor().logicalCores().toOptional());
    assertThat(device.processor().physicalCores().toOptional())
        .isEqualTo(oshi.processor().physicalCores().toOptional());
    assertThat(device.processor().simd().toOptional())
        .isEqualTo(oshi.processor().simd().toOptional());
  }

  @Test
  @DisplayName("does not load OSHI where the kernel's files tell all")
  void withoutOshi() {
    new FakeRoot(directory).withMachine();

    DeviceProfile device =
        onLinux(command -> new Tool.Outcome.Missing(), OshiDeviceProbeTest::forbidden).probe(ALL);

    assertThat(device.memory().total().origin()).isEqualTo("/proc/meminfo");
    assertThat(device.processor().name().toOptional()).contains("Some CPU @ 3 GHz");
  }

  @Test
  @DisplayName("fills from OSHI what the kernel's files do not tell")
  void fillsGaps() {
    FakeOshi oshi = new FakeOshi();
    oshi.total = 4L << 30;
    oshi.name = "Told CPU";
    oshi.logical = 4;
    oshi.physical = 2;
    new FakeRoot(directory).with("proc/cpuinfo", "processor\t: 0\nFeatures\t: asimd\n");

    DeviceProfile device =
        onLinux(command -> new Tool.Outcome.Missing(), () -> new OshiFacts(() -> oshi)).probe(ALL);

    Memory memory = device.memory();
    Processor processor = device.processor();
    assertThat(memory.total().origin()).isEqualTo("OSHI");
    assertThat(memory.available().origin()).isEqualTo("OSHI tells no available memory");
    assertThat(processor.name().origin()).isEqualTo("OSHI");
    assertThat(processor.physicalCores().toOptional()).contains(2);
    assertThat(processor.logicalCores().origin()).isEqualTo("/proc/cpuinfo");
    assertThat(processor.simd().origin()).isEqualTo("/proc/cpuinfo");
  }

  @Test
  @DisplayName("asks for nothing that is not wanted")
  void onlyWhatIsWanted() {
    Tool none =
        command -> {
          throw new AssertionError("no tool may be run");
        };

    DeviceProfile device =
        onLinux(none, OshiDeviceProbeTest::forbidden).probe(Set.of(DeviceAspect.PLATFORM));

    assertThat(device.memory().total().origin()).isEqualTo("not asked for");
    assertThat(device.processor().logicalCores().origin()).isEqualTo("not asked for");
    assertThat(device.accelerators().origin()).isEqualTo("not asked for");
  }
}
