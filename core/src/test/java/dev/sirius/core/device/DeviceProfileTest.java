package dev.sirius.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DeviceProfileTest {

  private static final DeviceProfile PROBED =
      new DeviceProfile(
          new Memory(
              Fact.known(ByteSize.ofGiB(32), "probe"),
              Fact.known(ByteSize.ofGiB(20), "probe"),
              Fact.known(Limit.atMost(ByteSize.ofGiB(24)), "cgroup")),
          new Processor(
              Fact.known("Probed CPU", "probe"),
              Fact.known(16, "probe"),
              Fact.known(8, "probe"),
              Fact.known(Limit.atMost(6.5), "cgroup"),
              Fact.known(Set.of(SimdFeature.AVX2), "probe")),
          Fact.known(List.of(), "probe"),
          new Platform(Fact.known("Linux", "probe"), Fact.known("x86-64", "probe")));

  private static DeviceProfile statedMemory(ByteSize size) {
    DeviceProfile nothing = DeviceProfile.unknown("not stated");
    return new DeviceProfile(
        new Memory(
            Fact.known(size, "--memory"), Fact.unknown("not stated"), Fact.unknown("not stated")),
        nothing.processor(),
        nothing.accelerators(),
        nothing.platform());
  }

  private static DeviceProfile statedCores(int cores) {
    DeviceProfile nothing = DeviceProfile.unknown("not stated");
    return new DeviceProfile(
        nothing.memory(),
        new Processor(
            Fact.unknown("not stated"),
            Fact.known(cores, "--cores"),
            Fact.unknown("not stated"),
            Fact.unknown("not stated"),
            Fact.unknown("not stated")),
        nothing.accelerators(),
        nothing.platform());
  }

  @Nested
  @DisplayName("merged with one below it")
  class Merged {

    @Test
    void fillsEveryGapFromBelow() {
      assertThat(DeviceProfile.unknown("silent").orElse(PROBED)).isEqualTo(PROBED);
    }

    @Test
    void keepsWhatItKnows() {
      assertThat(PROBED.orElse(DeviceProfile.unknown("silent"))).isEqualTo(PROBED);
    }

    @Test
    void aStatedTotalPutsTheLimitBelowOutOfForce() {
      Memory memory = statedMemory(ByteSize.ofGiB(64)).orElse(PROBED).memory();

      assertThat(memory.usable()).isEqualTo(Fact.known(ByteSize.ofGiB(64), "--memory"));
    }

    @Test
    void ofAStatedTotalAllIsAvailable() {
      assertThat(statedMemory(ByteSize.ofGiB(64)).orElse(PROBED).memory().available())
          .isEqualTo(Fact.known(ByteSize.ofGiB(64), "--memory"));

      Memory memory = statedMemory(ByteSize.ofGiB(8)).orElse(PROBED).memory();

      assertThat(memory.available()).isEqualTo(Fact.known(ByteSize.ofGiB(8), "--memory"));
    }

    @Test
    void statedCoresPutTheQuotaBelowOutOfForceAndCapThePhysicalOnes() {
      Processor processor = statedCores(4).orElse(PROBED).processor();

      assertThat(processor.usableCores()).isEqualTo(Fact.known(4, "--cores"));
      assertThat(processor.physicalCores()).isEqualTo(Fact.known(4, "--cores"));
      assertThat(processor.name()).isEqualTo(Fact.known("Probed CPU", "probe"));
    }
  }

  @Test
  @DisplayName("in some aspects, leaves the others unknown")
  void only() {
    DeviceProfile memory = PROBED.only(Set.of(DeviceAspect.MEMORY));

    assertThat(memory.memory()).isEqualTo(PROBED.memory());
    assertThat(memory.processor()).isEqualTo(Processor.unknown("not asked for"));
    assertThat(memory.accelerators()).isEqualTo(Fact.unknown("not asked for"));
    assertThat(memory.platform()).isEqualTo(Platform.unknown("not asked for"));
    assertThat(PROBED.only(Set.of(DeviceAspect.values()))).isEqualTo(PROBED);
  }

  @Nested
  @DisplayName("what a program can use")
  class Usable {

    @Test
    void isTheLimitWhereThatIsSmallerThanTheTotal() {
      assertThat(PROBED.memory().usable()).isEqualTo(Fact.known(ByteSize.ofGiB(24), "cgroup"));
    }

    @Test
    void isTheTotalWhereTheLimitIsLarger() {
      Memory memory =
          new Memory(
              Fact.known(ByteSize.ofGiB(4), "probe"),
              Fact.unknown("?"),
              Fact.known(Limit.atMost(ByteSize.ofGiB(8)), "cgroup"));

      assertThat(memory.usable()).isEqualTo(Fact.known(ByteSize.ofGiB(4), "probe"));
    }

    @Test
    void isTheLimitWhereTheTotalIsNotKnown() {
      Memory memory =
          new Memory(
              Fact.unknown("no tool"),
              Fact.unknown("?"),
              Fact.known(Limit.atMost(ByteSize.ofGiB(8)), "cgroup"));

      assertThat(memory.usable()).isEqualTo(Fact.known(ByteSize.ofGiB(8), "cgroup"));
    }

    @Test
    void countsWholeCoresOfAQuota() {
      assertThat(PROBED.processor().usableCores()).isEqualTo(Fact.known(6, "cgroup"));
    }

    @Test
    void isOneCoreAtLeast() {
      Processor half =
          new Processor(
              Fact.unknown("?"),
              Fact.known(4, "probe"),
              Fact.unknown("?"),
              Fact.known(Limit.atMost(0.5), "cgroup"),
              Fact.unknown("?"));

      assertThat(half.usableCores()).isEqualTo(Fact.known(1, "cgroup"));
    }
  }
}
