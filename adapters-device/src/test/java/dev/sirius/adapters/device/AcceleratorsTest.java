package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the accelerators of a Linux machine")
class AcceleratorsTest {

  private static final Memory MEMORY =
      new Memory(
          Fact.known(ByteSize.ofGiB(64), "/proc/meminfo"),
          Fact.known(ByteSize.ofGiB(40), "/proc/meminfo"),
          Fact.known(Limit.none(), "cgroups"));
  private static final String GTT = (32L << 30) + "\n";

  @TempDir Path directory;

  private FakeRoot root;

  @BeforeEach
  void aMachineWithSysfs() throws IOException {
    root = new FakeRoot(directory);
    Files.createDirectories(directory.resolve("sys/class/drm"));
  }

  private Fact<List<Accelerator>> found(Map<String, Tool.Outcome> tools) {
    Tool tool = command -> tools.getOrDefault(command.get(0), new Tool.Outcome.Missing());
    return new Accelerators(new SystemFiles(directory), tool, MEMORY).find();
  }

  private Fact<List<Accelerator>> foundByNvidiaSmi(Tool.Outcome outcome) {
    return found(Map.of("nvidia-smi", outcome));
  }

  private List<Accelerator> cards() {
    return found(Map.of()).toOptional().orElseThrow();
  }

  private void card(String name, String file, String text) {
    root.with("sys/class/drm/" + name + "/device/" + file, text);
  }

  @Test
  @DisplayName("are none where no card is listed and no tool is there")
  void none() {
    assertThat(found(Map.of())).isEqualTo(Fact.known(List.of(), "no card found"));
  }

  @Test
  @DisplayName("are unknown where nothing lists cards")
  void nothingLists() throws IOException {
    Files.delete(directory.resolve("sys/class/drm"));
    Files.delete(directory.resolve("sys/class"));

    assertThat(found(Map.of()))
        .isEqualTo(Fact.unknown("there is no /sys in which cards are listed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x1234", "0x1af4", "0x15ad", "0x1414", "0x1a03", "", "garbage"})
  @DisplayName("leave out the display adapters of virtual machines and consoles")
  void virtual(String vendor) {
    card("card0", "vendor", vendor + "\n");

    assertThat(cards()).isEmpty();
  }

  @Nested
  @DisplayName("by nvidia-smi")
  class Nvidia {

    @Test
    @DisplayName("are as many as it lists, with their memory")
    void several() {
      Fact<List<Accelerator>> found =
          foundByNvidiaSmi(
              new Tool.Outcome.Said(
                  "NVIDIA GeForce RTX 4090, 24564, 23000\nTesla T4, a card, 15360, 15101\n"));

      List<Accelerator> cards = found.toOptional().orElseThrow();
      assertThat(found.origin()).isEqualTo("nvidia-smi");
      assertThat(cards)
          .extracting(Accelerator::name)
          .containsExactly("NVIDIA GeForce RTX 4090", "Tesla T4, a card");
      assertThat(cards.get(0).totalMemory())
          .isEqualTo(Fact.known(ByteSize.ofMiB(24564), "nvidia-smi"));
      assertThat(cards.get(1).freeMemory().toOptional()).contains(ByteSize.ofMiB(15101));
      assertThat(cards).extracting(Accelerator::vendor).containsOnly(Vendor.NVIDIA);
      assertThat(cards)
          .extracting(Accelerator::unifiedMemory)
          .containsOnly(Fact.known(false, "nvidia-smi"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NVIDIA GB10, [N/A], [N/A]", "Orin (nvgpu), [Not Supported], N/A"})
    @DisplayName("share the main memory on boards known for that, where it tells none")
    void shared(String line) {
      Accelerator card =
          foundByNvidiaSmi(new Tool.Outcome.Said(line + "\n")).toOptional().orElseThrow().get(0);

      assertThat(card.unifiedMemory().toOptional()).contains(true);
      assertThat(card.totalMemory()).isEqualTo(MEMORY.total());
      assertThat(card.freeMemory()).isEqualTo(MEMORY.available());
    }

    @Test
    @DisplayName("have unknown memory where it answers [N/A] of a card")
    void notTold() {
      Accelerator card =
          foundByNvidiaSmi(
                  new Tool.Outcome.Said("NVIDIA H100, [Insufficient Permissions], [N/A]\n"))
              .toOptional()
              .orElseThrow()
              .get(0);

      assertThat(card.totalMemory())
          .isEqualTo(Fact.unknown("nvidia-smi answers [Insufficient Permissions]"));
      assertThat(card.freeMemory()).isEqualTo(Fact.unknown("nvidia-smi answers [N/A]"));
      assertThat(card.unifiedMemory().isKnown()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "garbage",
          "GPU, many, 1",
          ", 1, 2",
          "a, 1, 2\nNo devices were found",
          "a, -1, 2",
          "a, 99999999999999999999, 2"
        })
    @DisplayName("are unknown where its answer is none")
    void garbage(String output) {
      Fact<List<Accelerator>> found = foundByNvidiaSmi(new Tool.Outcome.Said(output));

      assertThat(found.isKnown()).isFalse();
      assertThat(found.origin()).contains("run it by hand");
    }

    @Test
    @DisplayName("are unknown where it fails, with its own words")
    void fails() {
      assertThat(
              foundByNvidiaSmi(
                  new Tool.Outcome.Refused(9, "NVIDIA-SMI has failed.\nIs the driver running?\n")))
          .isEqualTo(
              Fact.unknown(
                  "nvidia-smi ended with exit code 9: NVIDIA-SMI has failed.; Is the driver"
                      + " running?"));
      assertThat(foundByNvidiaSmi(new Tool.Outcome.Failed("nvidia-smi did not answer")))
          .isEqualTo(Fact.unknown("nvidia-smi did not answer"));
    }

    @Test
    @DisplayName("are none where its driver works and has no card")
    void noDevices() {
      assertThat(foundByNvidiaSmi(new Tool.Outcome.Refused(6, "No devices were found\n")))
          .isEqualTo(Fact.known(List.of(), "no card found"));
    }

    @Test
    @DisplayName("are listed without memory where the kernel lists them and the tool is missing")
    void missing() {
      card("card0", "vendor", "0x10de\n");

      Accelerator card = cards().get(0);

      assertThat(card.name()).isEqualTo("NVIDIA card0");
      assertThat(card.totalMemory().origin()).contains("but no nvidia-smi; install");
      assertThat(card.freeMemory().isKnown()).isFalse();
    }

    @Test
    @DisplayName("are unknown where only a driver is seen")
    void driverAlone() {
      root.with("proc/driver/nvidia/version", "NVRM version: x\n");

      assertThat(found(Map.of()).isKnown()).isFalse();
    }

    @Test
    @DisplayName("are found on the PCI bus where they have no display")
    void computeCard() {
      root.with("sys/bus/pci/devices/0000:17:00.0/class", "0x030200\n")
          .with("sys/bus/pci/devices/0000:17:00.0/vendor", "0x10de\n")
          .with("sys/bus/pci/devices/0000:17:00.0/device", "0x2331\n")
          .with("sys/bus/pci/devices/0000:18:00.0/class", "0x020000\n")
          .with("sys/bus/pci/devices/0000:18:00.0/vendor", "0x10de\n")
          .with("usr/share/misc/pci.ids", "10de  NVIDIA\n\t2331  GH100 [H100 PCIe]\n");

      assertThat(cards())
          .singleElement()
          .extracting(Accelerator::name)
          .isEqualTo("NVIDIA GH100 [H100 PCIe]");
    }

    @Test
    @DisplayName("do not hide another maker's card when the tool fails")
    void otherCardStays() {
      card("card0", "vendor", "0x1002\n");
      card("card0", "mem_info_vram_total", (16L << 30) + "\n");

      Fact<List<Accelerator>> found =
          foundByNvidiaSmi(new Tool.Outcome.Failed("nvidia-smi did not answer within 5000 ms"));

      assertThat(found.toOptional().orElseThrow())
          .singleElement()
          .extracting(Accelerator::vendor)
          .isEqualTo(Vendor.AMD);
      assertThat(found.origin()).isEqualTo("drivers; nvidia-smi did not answer within 5000 ms");
    }
  }

  @Nested
  @DisplayName("by the amdgpu driver")
  class Amd {

    @Test
    @DisplayName("have the memory that the driver tells, once for each card")
    void discrete() {
      card("card1", "vendor", "0x1002\n");
      card("card1", "product_name", "AMD Radeon RX 6800 XT\n");
      card("card1", "mem_info_vram_total", "17163091968\n");
      card("card1", "mem_info_vram_used", "163091968\n");
      card("card1", "mem_info_vram_vendor", "samsung\n");
      card("card1", "mem_info_gtt_total", GTT);
      card("card1-HDMI-A-1", "vendor", "0x1002\n");

      assertThat(cards())
          .containsExactly(
              new Accelerator(
                  "AMD Radeon RX 6800 XT",
                  Vendor.AMD,
                  Fact.known(new ByteSize(17163091968L), "amdgpu"),
                  Fact.known(new ByteSize(17000000000L), "amdgpu"),
                  Fact.known(false, "amdgpu")));
    }

    @Test
    @DisplayName("are counted once where the kernel lists them as card and as PCI device")
    void once() throws IOException {
      String pci = "sys/devices/pci0000:00/0000:03:00.0";
      root.with(pci + "/vendor", "0x1002\n")
          .with(pci + "/class", "0x030000\n")
          .with(pci + "/mem_info_vram_total", (8L << 30) + "\n");
      Files.createDirectories(directory.resolve("sys/class/drm/card0"));
      Files.createDirectories(directory.resolve("sys/bus/pci/devices"));
      for (String link :
          List.of("sys/class/drm/card0/device", "sys/bus/pci/devices/0000:03:00.0")) {
        Files.createSymbolicLink(directory.resolve(link), directory.resolve(pci));
      }

      assertThat(cards()).hasSize(1);
    }

    @Test
    @DisplayName("share the main memory where the driver's tables are those of a processor")
    void integratedByTables() {
      card("card0", "vendor", "0x1002\n");
      card("card0", "mem_info_vram_vendor", "unknown\n");
      root.with("sys/class/drm/card0/device/gpu_metrics", new byte[] {120, 0, 2, 4, 9, 9});
      card("card0", "mem_info_vram_total", (4L << 30) + "\n");
      card("card0", "mem_info_vram_used", (1L << 30) + "\n");
      card("card0", "mem_info_gtt_total", GTT);
      card("card0", "mem_info_gtt_used", (2L << 30) + "\n");

      Accelerator card = cards().get(0);

      assertThat(card.unifiedMemory()).isEqualTo(Fact.known(true, "amdgpu"));
      assertThat(card.totalMemory().toOptional()).contains(ByteSize.ofGiB(36));
      assertThat(card.freeMemory().toOptional()).contains(ByteSize.ofGiB(33));
    }

    @Test
    @DisplayName("have their own memory where the driver's tables are those of a card")
    void discreteByTables() {
      card("card0", "vendor", "0x1002\n");
      root.with("sys/class/drm/card0/device/gpu_metrics", new byte[] {96, 0, 1, 3});
      card("card0", "mem_info_vram_total", (64L << 30) + "\n");

      assertThat(cards().get(0).unifiedMemory()).isEqualTo(Fact.known(false, "amdgpu"));
    }

    @Test
    @DisplayName("share the main memory where the driver has only a small piece of it")
    void integratedBySize() {
      card("card0", "vendor", "0x1002\n");
      card("card0", "mem_info_vram_total", (512L << 20) + "\n");

      assertThat(cards().get(0).unifiedMemory().toOptional()).contains(true);
    }

    @Test
    @DisplayName("may take no more of the main memory than is available there")
    void freeOfMainMemory() {
      card("card0", "vendor", "0x1002\n");
      card("card0", "mem_info_vram_total", "0\n");
      card("card0", "mem_info_vram_used", "0\n");
      card("card0", "mem_info_gtt_total", (60L << 30) + "\n");
      card("card0", "mem_info_gtt_used", "0\n");

      assertThat(cards().get(0).freeMemory().toOptional()).contains(ByteSize.ofGiB(40));
    }

    @Test
    @DisplayName("are asked of rocm-smi where the driver's files tell nothing")
    void byTool() {
      card("card0", "vendor", "0x1002\n");
      Tool.Outcome said =
          new Tool.Outcome.Said(
              "WARNING: something\n{\"card0\": {\"VRAM Total Memory (B)\": \"21458059264\","
                  + " \"VRAM Total Used Memory (B)\": \"27856896\", \"Card Series\": \"Radeon RX"
                  + " 7900 XT\"}, \"system\": {\"Driver version\": \"6.7\"}}");

      Fact<List<Accelerator>> found = found(Map.of("rocm-smi", said));

      assertThat(found.origin()).isEqualTo("rocm-smi");
      Accelerator card = found.toOptional().orElseThrow().get(0);
      assertThat(card.name()).isEqualTo("Radeon RX 7900 XT");
      assertThat(card.totalMemory().toOptional()).contains(new ByteSize(21458059264L));
      assertThat(card.freeMemory().toOptional()).contains(new ByteSize(21430202368L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "{", "[1]", "{\"card0\": 3}", "{\"card0\": {\"a\": "})
    @DisplayName("stay without memory where rocm-smi answers garbage")
    void toolAnswersGarbage(String output) {
      card("card0", "vendor", "0x1002\n");

      Fact<List<Accelerator>> found = found(Map.of("rocm-smi", new Tool.Outcome.Said(output)));

      assertThat(found.toOptional().orElseThrow().get(0).totalMemory())
          .isEqualTo(Fact.unknown("the amdgpu driver tells no memory"));
    }

    @Test
    @DisplayName("are unknown where only a driver is seen and no tool answers")
    void driverAlone() {
      root.with("dev/kfd", "");

      assertThat(found(Map.of())).isEqualTo(Fact.unknown("there is no rocm-smi to ask"));
    }
  }

  @Test
  @DisplayName("of Intel share the main memory where they are part of the processor")
  void intel() {
    root.with("sys/bus/pci/devices/0000:00:02.0/class", "0x030000\n")
        .with("sys/bus/pci/devices/0000:00:02.0/vendor", "0x8086\n")
        .with("sys/bus/pci/devices/0000:03:00.0/class", "0x030000\n")
        .with("sys/bus/pci/devices/0000:03:00.0/vendor", "0x8086\n");

    assertThat(cards())
        .extracting(card -> card.unifiedMemory().toOptional().orElse(false))
        .containsExactly(false, true);
    assertThat(cards()).noneMatch(card -> card.totalMemory().isKnown());
  }

  @Test
  @DisplayName("that share the main memory come last")
  void order() {
    card("card0", "vendor", "0x1002\n");
    card("card0", "mem_info_vram_total", (512L << 20) + "\n");
    root.with("sys/bus/pci/devices/0000:03:00.0/class", "0x030000\n")
        .with("sys/bus/pci/devices/0000:03:00.0/vendor", "0x8086\n");

    assertThat(cards()).extracting(Accelerator::vendor).containsExactly(Vendor.INTEL, Vendor.AMD);
  }
}
