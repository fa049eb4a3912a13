package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the accelerators of a Linux machine")
class AcceleratorsTest {

  @TempDir Path directory;

  private Fact<List<Accelerator>> found(Tool.Outcome nvidiaSmi) {
    return new Accelerators(new SystemFiles(directory), command -> nvidiaSmi).find();
  }

  private FakeRoot root() {
    return new FakeRoot(directory);
  }

  @Test
  @DisplayName("are none where no card is listed and no tool is there")
  void none() {
    assertThat(found(new Tool.Outcome.Missing())).isEqualTo(Fact.known(List.of(), "no card found"));
  }

  @Test
  @DisplayName("leave out the display adapters of virtual machines")
  void virtual() {
    root().with("sys/class/drm/card0/device/vendor", "0x1234\n");

    assertThat(found(new Tool.Outcome.Missing()).toOptional()).contains(List.of());
  }

  @Nested
  @DisplayName("by nvidia-smi")
  class Nvidia {

    @Test
    @DisplayName("are as many as it lists, with their memory")
    void several() {
      List<Accelerator> cards =
          found(
                  new Tool.Outcome.Said(
                      "NVIDIA GeForce RTX 4090, 24564, 23000\nTesla T4, 15360, 15101\n"))
              .toOptional()
              .orElseThrow();

      assertThat(cards)
          .extracting(Accelerator::name)
          .containsExactly("NVIDIA GeForce RTX 4090", "Tesla T4");
      assertThat(cards.get(0).totalMemory())
          .isEqualTo(Fact.known(ByteSize.ofMiB(24564), "nvidia-smi"));
      assertThat(cards.get(1).freeMemory().toOptional()).contains(ByteSize.ofMiB(15101));
      assertThat(cards).extracting(Accelerator::vendor).containsOnly(Vendor.NVIDIA);
    }

    @Test
    @DisplayName("have no memory of their own where it answers [N/A]")
    void shared() {
      Accelerator card =
          found(new Tool.Outcome.Said("Orin (nvgpu), [N/A], [N/A]\n"))
              .toOptional()
              .orElseThrow()
              .get(0);

      assertThat(card.totalMemory()).isEqualTo(Fact.unknown("nvidia-smi answers [N/A]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "GPU, many, 1", ", 1, 2", "a, 1, 2\nNo devices were found"})
    @DisplayName("are unknown where its answer is none")
    void garbage(String output) {
      Fact<List<Accelerator>> found = found(new Tool.Outcome.Said(output));

      assertThat(found.isKnown()).isFalse();
      assertThat(found.origin()).contains("run it by hand");
    }

    @Test
    @DisplayName("are unknown where it fails, and where it is missing although there is a card")
    void fails() {
      assertThat(found(new Tool.Outcome.Failed("nvidia-smi ended with exit code 9")))
          .isEqualTo(Fact.unknown("nvidia-smi ended with exit code 9"));
      root().with("sys/class/drm/card0/device/vendor", "0x10de\n");
      assertThat(found(new Tool.Outcome.Missing()).origin()).contains("but no nvidia-smi");
    }
  }

  @Nested
  @DisplayName("by the amdgpu driver")
  class Amd {

    @Test
    @DisplayName("have the memory that the driver tells, once for each card")
    void card() {
      root()
          .with("sys/class/drm/card1/device/vendor", "0x1002\n")
          .with("sys/class/drm/card1/device/mem_info_vram_total", "17163091968\n")
          .with("sys/class/drm/card1/device/mem_info_vram_used", "163091968\n")
          .with("sys/class/drm/card1-HDMI-A-1/device/vendor", "0x1002\n");

      assertThat(found(new Tool.Outcome.Missing()).toOptional().orElseThrow())
          .singleElement()
          .satisfies(
              card -> {
                assertThat(card.vendor()).isEqualTo(Vendor.AMD);
                assertThat(card.totalMemory().toOptional()).contains(new ByteSize(17163091968L));
                assertThat(card.freeMemory().toOptional()).contains(new ByteSize(17000000000L));
                assertThat(card.unifiedMemory().toOptional()).contains(false);
              });
    }

    @Test
    @DisplayName("share the main memory where the driver has only a small piece of it")
    void integrated() {
      root()
          .with("sys/class/drm/card0/device/vendor", "0x1002\n")
          .with("sys/class/drm/card0/device/mem_info_vram_total", "536870912\n");

      assertThat(
              found(new Tool.Outcome.Missing())
                  .toOptional()
                  .orElseThrow()
                  .get(0)
                  .unifiedMemory()
                  .toOptional())
          .contains(true);
    }
  }

  @Nested
  @DisplayName("when a tool is run for real")
  @DisabledOnOs(OS.WINDOWS)
  class RealPrograms {

    private Tool.Outcome run(String script) throws java.io.IOException {
      Path program = directory.resolve("tool");
      Files.writeString(program, "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
      return new ProcessTool(Duration.ofMillis(400)).run(List.of(program.toString()));
    }

    @Test
    @DisplayName("its output is taken, and its failure is told")
    void output() throws java.io.IOException {
      assertThat(new ProcessTool(Duration.ofSeconds(20)).run(List.of("/bin/echo", "a, 1, 2")))
          .isEqualTo(new Tool.Outcome.Said("a, 1, 2\n"));
      assertThat(new ProcessTool(Duration.ofSeconds(20)).run(List.of("/bin/false")))
          .isEqualTo(new Tool.Outcome.Failed("/bin/false ended with exit code 1"));
      assertThat(new ProcessTool(Duration.ofSeconds(20)).run(List.of("/no/such/tool")))
          .isEqualTo(new Tool.Outcome.Missing());
    }

    @Test
    @DisplayName("it is ended when it hangs, with its children")
    void hangs() throws java.io.IOException {
      assertThat(run("sleep 600 & sleep 600"))
          .isInstanceOfSatisfying(
              Tool.Outcome.Failed.class,
              failed -> assertThat(failed.reason()).contains("did not answer within 400 ms"));
      assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    @DisplayName("it is ended when it talks without end")
    void floods() throws java.io.IOException {
      assertThat(run("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"))
          .isInstanceOf(Tool.Outcome.Failed.class);
    }
  }
}
