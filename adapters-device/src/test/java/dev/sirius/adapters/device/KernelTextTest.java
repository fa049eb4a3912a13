package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.device.SimdFeature;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the kernel's texts")
class KernelTextTest {

  @Nested
  @DisplayName("of names and numbers")
  class Numbers {

    @Test
    @DisplayName("are found by the whole name")
    void whole() {
      String text = "anon_thp 1\nanon 2\ninactive_anon 3\n";

      assertThat(KeyedNumbers.find(text, "anon")).isEqualTo(OptionalLong.of(2));
      assertThat(KeyedNumbers.find(text, "thp")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MemTotal", "MemTotal:", "MemTotal: many kB", "MemTotal: -1 kB"})
    @DisplayName("are none where there is no number")
    void none(String text) {
      assertThat(KeyedNumbers.find(text, "MemTotal")).isEmpty();
    }

    @Test
    @DisplayName("are none where no memory could be so large")
    void tooLarge() {
      assertThat(KeyedNumbers.find("MemTotal: 9999999999999999 kB", "MemTotal")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0 | 1", "0-3 | 4", "0-1,4,6-7 | 5", "'' | 0", "a | 0", "3-1 | 0", "0-99999999 | 0"})
  @DisplayName("of processors are counted")
  void processors(String list, int count) {
    assertThat(ProcessorList.count(list)).isEqualTo(count);
  }

  @Nested
  @DisplayName("of the processor")
  class Cpu {

    @Test
    @DisplayName("tell name, threads, cores of all sockets and vector instructions of an x86")
    void x86() {
      StringBuilder text = new StringBuilder();
      for (int thread = 0; thread < 8; thread++) {
        text.append("processor\t: ").append(thread);
        text.append("\nmodel\t\t: 85\nmodel name\t: Two Sockets\nphysical id\t: ");
        text.append(thread / 4).append("\ncore id\t\t: ").append(thread % 2);
        text.append("\nflags\t\t: fpu sse4_2 avx avx512f amx_int8\n\n");
      }

      assertThat(CpuInfo.parse(text.toString()))
          .isEqualTo(
              new CpuInfo(
                  Optional.of("Two Sockets"),
                  8,
                  4,
                  Optional.of(
                      Set.of(
                          SimdFeature.SSE4_2,
                          SimdFeature.AVX,
                          SimdFeature.AVX512F,
                          SimdFeature.AMX_INT8))));
    }

    @Test
    @DisplayName("tell neither name nor cores of an arm64")
    void arm() {
      CpuInfo info =
          CpuInfo.parse(
              "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd asimdhp asimddp sve i8mm\n"
                  + "CPU implementer\t: 0x41\nCPU part\t: 0xd40\n");

      assertThat(info.name()).isEmpty();
      assertThat(info.physical()).isZero();
      assertThat(info.simd())
          .contains(
              Set.of(
                  SimdFeature.NEON,
                  SimdFeature.FP16_VECTOR,
                  SimdFeature.DOT_PRODUCT,
                  SimdFeature.SVE,
                  SimdFeature.I8MM));
    }

    @ParameterizedTest
    @CsvSource({"rv64imafdcv_zicsr_zvl256b, true", "rv64imafdc_zicsr_svinval, false"})
    @DisplayName("tell the vector extension of a RISC-V")
    void riscV(String isa, boolean vectors) {
      assertThat(CpuInfo.parse("processor\t: 0\nisa\t\t: " + isa + "\n").simd())
          .contains(vectors ? Set.of(SimdFeature.RVV) : Set.of());
    }

    @Test
    @DisplayName("tell the name of a POWER, by which its vectors are known")
    void power() {
      CpuInfo info =
          CpuInfo.parse("processor\t: 0\ncpu\t\t: POWER9 (raw), altivec supported\nclock\t\t: 3\n");

      assertThat(info.name()).contains("POWER9 (raw), altivec supported");
      assertThat(info.simd()).contains(Set.of(SimdFeature.VSX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "processor", ":", "garbage : garbage"})
    @DisplayName("tell nothing where there is nothing")
    void nothing(String text) {
      assertThat(CpuInfo.parse(text))
          .isEqualTo(new CpuInfo(Optional.empty(), 0, 0, Optional.empty()));
    }
  }

  @Test
  @DisplayName("of mounts tell root, place, type and options, or nothing")
  void mounts() {
    assertThat(
            MountTable.parse(
                "35 31 0:32 /docker/a\\040b /sys/fs/cgroup/memory rw,nosuid shared:9 master:1 -"
                    + " cgroup cgroup rw,memory\n"
                    + "garbage - garbage\n\n1 2 3 / relative rw - a b c\n"))
        .containsExactly(
            new MountTable.Mount(
                "/docker/a b", "sys/fs/cgroup/memory", "cgroup", List.of("rw", "memory")));
  }

  @ParameterizedTest
  @CsvSource({
    "1002, 73bf, Navi 21 [Radeon RX 6800/6800 XT / 6900 XT]",
    "8086, 73bf,",
    "10de, 2684, AD102 [GeForce RTX 4090]",
    "10de, 73bf,",
    "ffff, 0001,",
    "'', '',"
  })
  @DisplayName("of PCI devices tell the name of a vendor's device")
  void pciNames(String vendor, String device, String name) {
    String list =
        "# comment\n\n1002  AMD\n\t731f  Navi 10\n\t\t1002 0b36  Some board\n# note\n"
            + "\t73bf  Navi 21 [Radeon RX 6800/6800 XT / 6900 XT]\n8086  Intel\n\t4680  UHD\n"
            + "10de  NVIDIA\n\t2684  AD102 [GeForce RTX 4090]";

    assertThat(PciNames.find(list, vendor, device)).isEqualTo(Optional.ofNullable(name));
  }
}
