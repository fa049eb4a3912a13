package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.SimdFeature;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** These systems are not at hand: OSHI and the tools answer here as they do there. */
@DisplayName("the probe of other systems than Linux")
class OtherSystemsTest {

  private static DeviceProfile probe(
      SystemKind kind, String architecture, FakeOshi oshi, Map<String, Tool.Outcome> tools) {
    return new OshiDeviceProbe(
            Path.of("/no/such/root"),
            command -> tools.getOrDefault(command.get(0), new Tool.Outcome.Missing()),
            kind,
            architecture,
            () -> new OshiFacts(() -> oshi))
        .probe(EnumSet.allOf(DeviceAspect.class));
  }

  @Nested
  @DisplayName("on Apple's own processors")
  class Apple {

    private Accelerator graphics(long gibibytes, Tool.Outcome sysctl) {
      FakeOshi oshi = new FakeOshi();
      oshi.total = gibibytes << 30;
      oshi.available = 12L << 30;
      oshi.name = "Apple M3";
      return probe(SystemKind.MACOS, "arm64", oshi, Map.of("sysctl", sysctl))
          .accelerators()
          .toOptional()
          .orElseThrow()
          .get(0);
    }

    @ParameterizedTest(name = "{1} MiB of {0} GiB")
    @CsvSource({"8, 5461", "16, 10922", "36, 27648", "64, 49152"})
    @DisplayName("gives the graphics what macOS lets it hold of the memory")
    void usual(long gibibytes, long mebibytes) {
      Accelerator graphics = graphics(gibibytes, new Tool.Outcome.Said("0\n"));

      assertThat(graphics.totalMemory().toOptional().orElseThrow().wholeMiB()).isEqualTo(mebibytes);
      assertThat(graphics.totalMemory().origin()).startsWith("macOS' usual");
      assertThat(graphics.vendor()).isEqualTo(Vendor.APPLE);
      assertThat(graphics.name()).isEqualTo("Apple M3");
      assertThat(graphics.unifiedMemory().toOptional()).contains(true);
    }

    @Test
    @DisplayName("counts as free no more than the main memory has")
    void free() {
      assertThat(graphics(64, new Tool.Outcome.Missing()).freeMemory())
          .isEqualTo(Fact.known(ByteSize.ofGiB(12), "OSHI"));
    }

    @Test
    @DisplayName("follows what an administrator set")
    void set() {
      assertThat(graphics(64, new Tool.Outcome.Said("57344\n")).totalMemory())
          .isEqualTo(Fact.known(ByteSize.ofGiB(56), "iogpu.wired_limit_mb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "-1", "99999999999999999999"})
    @DisplayName("does not follow what is no setting")
    void notSet(String output) {
      assertThat(graphics(64, new Tool.Outcome.Said(output)).totalMemory().origin())
          .startsWith("macOS' usual");
    }
  }

  @Nested
  @DisplayName("on Windows and the like")
  class Windows {

    private DeviceProfile windows(FakeOshi oshi, Map<String, Tool.Outcome> tools) {
      return probe(SystemKind.OTHER, "x86-64", oshi, tools);
    }

    @Test
    @DisplayName("is what OSHI tells")
    void told() {
      FakeOshi oshi = new FakeOshi();
      oshi.total = 32L << 30;
      oshi.available = 20L << 30;
      oshi.name = "Some CPU";
      oshi.logical = 12;
      oshi.physical = 6;
      oshi.features = List.of("PF_NX_ENABLED", "PF_AVX2_INSTRUCTIONS_AVAILABLE");

      DeviceProfile device = windows(oshi, Map.of());

      assertThat(device.memory().total()).isEqualTo(Fact.known(ByteSize.ofGiB(32), "OSHI"));
      assertThat(device.memory().available()).isEqualTo(Fact.known(ByteSize.ofGiB(20), "OSHI"));
      assertThat(device.processor().name()).isEqualTo(Fact.known("Some CPU", "OSHI"));
      assertThat(device.processor().logicalCores()).isEqualTo(Fact.known(12, "OSHI"));
      assertThat(device.processor().physicalCores()).isEqualTo(Fact.known(6, "OSHI"));
      assertThat(device.processor().simd().toOptional()).contains(Set.of(SimdFeature.AVX2));
      assertThat(device.platform().os()).isEqualTo(Fact.known("Some System 11", "OSHI"));
    }

    @Test
    @DisplayName("is unknown, never 0, where OSHI cannot tell")
    void untold() {
      DeviceProfile device = windows(new FakeOshi(), Map.of());

      assertThat(device.memory().total()).isEqualTo(Fact.unknown("OSHI tells no total memory"));
      assertThat(device.processor().logicalCores())
          .isEqualTo(Fact.unknown("OSHI tells no logical cores"));
      assertThat(device.processor().name())
          .isEqualTo(Fact.unknown("OSHI tells no name of the processor"));
      assertThat(device.processor().simd().isKnown()).isFalse();
    }

    @Test
    @DisplayName("is unknown, with the reason, where OSHI's native part does not load")
    void broken() {
      OshiFacts facts =
          new OshiFacts(
              () -> {
                throw new UnsatisfiedLinkError("jnidispatch\nin two lines");
              });

      assertThat(facts.memory().total().origin())
          .startsWith("OSHI failed to tell the total memory: java.lang.UnsatisfiedLinkError")
          .doesNotContain("\n");
      assertThat(facts.cards().isKnown()).isFalse();
      assertThat(facts.platform("x86-64").os().isKnown()).isFalse();
    }

    @Test
    @DisplayName("counts a card once that both nvidia-smi and OSHI know")
    void once() {
      FakeOshi oshi = new FakeOshi();
      oshi.card("NVIDIA GeForce RTX 4070", "NVIDIA (0x10de)", 12L << 30);
      oshi.card("Intel(R) UHD Graphics 770", "Intel Corporation (0x8086)", 128L << 20);
      oshi.card("Microsoft Basic Render Driver", "Microsoft", 0);

      Fact<List<Accelerator>> cards =
          windows(
                  oshi,
                  Map.of(
                      "nvidia-smi",
                      new Tool.Outcome.Said("NVIDIA GeForce RTX 4070, 12282, 11000\n")))
              .accelerators();

      assertThat(cards.origin()).isEqualTo("nvidia-smi; OSHI");
      assertThat(cards.toOptional().orElseThrow())
          .extracting(Accelerator::vendor)
          .containsExactly(Vendor.NVIDIA, Vendor.INTEL);
      assertThat(cards.toOptional().orElseThrow().get(0).freeMemory().toOptional())
          .contains(ByteSize.ofMiB(11000));
    }

    @Test
    @DisplayName("falls back to OSHI's cards where nvidia-smi is broken, and says so")
    void broke() {
      FakeOshi oshi = new FakeOshi();
      oshi.card("NVIDIA GeForce RTX 4070", "NVIDIA (0x10de)", 12L << 30);

      Fact<List<Accelerator>> cards =
          windows(oshi, Map.of("nvidia-smi", new Tool.Outcome.Failed("nvidia-smi hangs")))
              .accelerators();

      assertThat(cards.toOptional().orElseThrow()).hasSize(1);
      assertThat(cards.origin()).isEqualTo("OSHI; nvidia-smi hangs");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AMD Radeon RX 7900 XT, Advanced Micro Devices, AMD, false",
    "AMD Radeon(TM) Graphics, Advanced Micro Devices, AMD, true",
    "AMD Radeon 780M Graphics, AMD, AMD, true",
    "Intel(R) Arc(TM) A770 Graphics, Intel, INTEL, false",
    "Intel(R) Arc(TM) Graphics, Intel, INTEL, true",
    "Intel(R) Iris(R) Xe Graphics, Intel, INTEL, true",
    "NVIDIA GeForce GTX 1080, NVIDIA, NVIDIA, false",
    "Adreno X1-85, Qualcomm, OTHER, false"
  })
  @DisplayName("a card's maker, and whether it shares the main memory, are read from its name")
  void cards(String name, String vendor, Vendor maker, boolean shared) {
    Accelerator card = OshiCard.read(name, vendor, 8L << 30).orElseThrow();

    assertThat(card.vendor()).isEqualTo(maker);
    assertThat(card.unifiedMemory().toOptional()).contains(shared);
    assertThat(card.totalMemory().isKnown()).isEqualTo(!shared);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 4293918720L, 4294967295L})
  @DisplayName("a card's memory is unknown where the figure is none, or ends with its field")
  void doubtfulMemory(long bytes) {
    assertThat(OshiCard.read("Radeon RX 580", "AMD", bytes).orElseThrow().totalMemory().isKnown())
        .isFalse();
  }

  @Test
  @DisplayName("instructions are those that macOS says are there")
  void macSimd() {
    assertThat(
            SimdWords.ofOshi(
                List.of(
                    "hw.optional.neon: 1",
                    "hw.optional.arm.FEAT_DotProd: 1",
                    "hw.optional.arm.FEAT_I8MM: 0",
                    "hw.optional.arm.FEAT_SME: 0")))
        .containsExactlyInAnyOrder(SimdFeature.NEON, SimdFeature.DOT_PRODUCT);
    assertThat(
            SimdWords.ofOshi(
                List.of(
                    "machdep.cpu.features: FPU SSE4.2 FMA F16C AVX1.0",
                    "machdep.cpu.leaf7_features: BMI2 AVX2 AVX512VNNI")))
        .containsExactlyInAnyOrder(
            SimdFeature.SSE4_2,
            SimdFeature.FMA,
            SimdFeature.F16C,
            SimdFeature.AVX,
            SimdFeature.BMI2,
            SimdFeature.AVX2,
            SimdFeature.AVX512_VNNI);
  }
}
