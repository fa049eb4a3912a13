package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Processor;
import dev.sirius.core.device.SimdFeature;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("what the kernel's files tell")
class LinuxDeviceTest {

  private static final long GIB = 1L << 30;

  @TempDir Path directory;

  private FakeRoot machine() {
    return new FakeRoot(directory).withMachine();
  }

  private static void assertLimit(Memory memory, long gibibytes, String origin) {
    assertThat(memory.limit())
        .isEqualTo(Fact.known(Limit.atMost(ByteSize.ofGiB(gibibytes)), origin));
  }

  @Test
  @DisplayName("is the memory, the processor and the system of a plain machine")
  void plain() {
    LinuxDevice device =
        machine().with("etc/os-release", "NAME=\"X\"\nPRETTY_NAME=\"Debian 12\"\n").device();

    assertThat(device.memory().total()).isEqualTo(Fact.known(ByteSize.ofGiB(16), "/proc/meminfo"));
    assertThat(device.memory().available().toOptional()).contains(ByteSize.ofGiB(8));
    assertThat(device.memory().limit()).isEqualTo(Fact.known(Limit.none(), "no cgroups"));
    Processor processor = device.processor();
    assertThat(processor.name().toOptional()).contains("Some CPU @ 3 GHz");
    assertThat(processor.logicalCores().toOptional()).contains(8);
    assertThat(processor.physicalCores().toOptional()).contains(4);
    assertThat(processor.simd().toOptional())
        .contains(
            Set.of(
                SimdFeature.SSE4_2,
                SimdFeature.AVX,
                SimdFeature.AVX2,
                SimdFeature.FMA,
                SimdFeature.F16C,
                SimdFeature.AVX512_VNNI));
    assertThat(device.platform("x86-64").os().toOptional()).contains("Debian 12");
  }

  @Nested
  @DisplayName("of control groups, version 2,")
  class Version2 {

    private FakeRoot inGroup() {
      return machine().with("proc/self/cgroup", "0::/user.slice/app.scope\n");
    }

    @Test
    @DisplayName("is the tightest limit of the group and those above it")
    void tightestAncestor() {
      LinuxDevice device =
          inGroup()
              .with("sys/fs/cgroup/user.slice/memory.max", (4 * GIB) + "\n")
              .with("sys/fs/cgroup/user.slice/app.scope/memory.max", "max\n")
              .device();

      assertLimit(device.memory(), 4, "cgroup v2");
      assertThat(device.memory().usable().toOptional()).contains(ByteSize.ofGiB(4));
    }

    @Test
    @DisplayName("counts page cache as memory that is free")
    void pageCache() {
      LinuxDevice device =
          inGroup()
              .with("sys/fs/cgroup/user.slice/app.scope/memory.max", (4 * GIB) + "\n")
              .with("sys/fs/cgroup/user.slice/app.scope/memory.current", (3 * GIB) + "\n")
              .with(
                  "sys/fs/cgroup/user.slice/app.scope/memory.stat",
                  "anon 1\ninactive_file " + GIB + "\nactive_file " + GIB + "\n")
              .device();

      assertThat(device.memory().available().toOptional()).contains(ByteSize.ofGiB(3));
    }

    @Test
    @DisplayName("counts slabs that can be reclaimed as free, and no more than is used")
    void slabs() {
      LinuxDevice device =
          inGroup()
              .with("sys/fs/cgroup/user.slice/app.scope/memory.max", (4 * GIB) + "\n")
              .with("sys/fs/cgroup/user.slice/app.scope/memory.current", GIB + "\n")
              .with(
                  "sys/fs/cgroup/user.slice/app.scope/memory.stat",
                  "slab_reclaimable " + (2 * GIB) + "\n")
              .device();

      assertThat(device.memory().available().toOptional()).contains(ByteSize.ofGiB(4));
    }

    @Test
    @DisplayName("is what is left in the fullest group above, though its limit is larger")
    void fullAncestor() {
      LinuxDevice device =
          inGroup()
              .with("sys/fs/cgroup/user.slice/memory.max", (8 * GIB) + "\n")
              .with("sys/fs/cgroup/user.slice/memory.current", (7 * GIB) + "\n")
              .with("sys/fs/cgroup/user.slice/app.scope/memory.max", (4 * GIB) + "\n")
              .with("sys/fs/cgroup/user.slice/app.scope/memory.current", "0\n")
              .device();

      assertLimit(device.memory(), 4, "cgroup v2");
      assertThat(device.memory().available())
          .isEqualTo(Fact.known(ByteSize.ofGiB(1), "cgroup v2, page cache counted as free"));
    }

    @Test
    @DisplayName("is where a group is slowed down, if that comes first")
    void high() {
      LinuxDevice device =
          inGroup()
              .with("sys/fs/cgroup/user.slice/app.scope/memory.max", (4 * GIB) + "\n")
              .with("sys/fs/cgroup/user.slice/app.scope/memory.high", (3 * GIB) + "\n")
              .with("sys/fs/cgroup/user.slice/memory.max", "max\n")
              .with("sys/fs/cgroup/user.slice/memory.high", "max\n")
              .device();

      assertLimit(device.memory(), 3, "cgroup v2 memory.high");
    }

    @Test
    @DisplayName("is found where the groups are mounted")
    void elsewhere() {
      LinuxDevice device =
          inGroup()
              .with(
                  "proc/self/mountinfo",
                  "25 1 0:22 / /proc rw - proc proc rw\n"
                      + "31 1 0:27 / /run/my\\040groups rw shared:9 - cgroup2 cgroup2 rw,nsdelegate\n")
              .with("run/my groups/user.slice/memory.max", (5 * GIB) + "\n")
              .device();

      assertLimit(device.memory(), 5, "cgroup v2");
    }

    @Test
    @DisplayName("leaves the machine's own figure when that is smaller")
    void machineIsTighter() {
      LinuxDevice device =
          inGroup()
              .with("sys/fs/cgroup/user.slice/app.scope/memory.max", (12 * GIB) + "\n")
              .device();

      assertThat(device.memory().available())
          .isEqualTo(Fact.known(ByteSize.ofGiB(8), "/proc/meminfo"));
    }

    @Test
    @DisplayName("is the quota of processor time")
    void quota() {
      LinuxDevice device =
          inGroup()
              .with("sys/fs/cgroup/cpu.max", "max 100000\n")
              .with("sys/fs/cgroup/user.slice/cpu.max", "150000 100000\n")
              .device();

      assertThat(device.processor().quota()).isEqualTo(Fact.known(Limit.atMost(1.5), "cgroup v2"));
      assertThat(device.processor().usableCores().toOptional()).contains(1);
    }

    @Test
    @DisplayName("is that of the container where the host's path is not there")
    void container() {
      LinuxDevice device =
          machine()
              .with("proc/self/cgroup", "0::/../../docker/abc\n")
              .with("sys/fs/cgroup/memory.max", (2 * GIB) + "\n")
              .device();

      assertLimit(device.memory(), 2, "cgroup v2");
    }
  }

  @Nested
  @DisplayName("of control groups, version 1,")
  class Version1 {

    @Test
    @DisplayName("is memory and quota by controller")
    void controllers() {
      LinuxDevice device =
          machine()
              .with("proc/self/cgroup", "5:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n")
              .with("sys/fs/cgroup/memory/memory.limit_in_bytes", (3 * GIB) + "\n")
              .with("sys/fs/cgroup/memory/memory.usage_in_bytes", (2 * GIB) + "\n")
              .with(
                  "sys/fs/cgroup/memory/memory.stat",
                  "inactive_file 5\ntotal_inactive_file " + GIB + "\n")
              .with("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "200000\n")
              .with("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n")
              .device();

      assertLimit(device.memory(), 3, "cgroup v1");
      assertThat(device.memory().available().toOptional()).contains(ByteSize.ofGiB(2));
      assertThat(device.processor().quota()).isEqualTo(Fact.known(Limit.atMost(2.0), "cgroup v1"));
    }

    @Test
    @DisplayName("is that of a group within a container that sees the host's paths")
    void withinContainer() {
      LinuxDevice device =
          machine()
              .with("proc/self/cgroup", "5:memory:/docker/abc/child\n")
              .with(
                  "proc/self/mountinfo",
                  "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n")
              .with("sys/fs/cgroup/memory/memory.limit_in_bytes", (6 * GIB) + "\n")
              .with("sys/fs/cgroup/memory/child/memory.limit_in_bytes", (2 * GIB) + "\n")
              .device();

      assertLimit(device.memory(), 2, "cgroup v1");
    }

    @Test
    @DisplayName("is that of groups above which the container does not see")
    void outOfSight() {
      LinuxDevice device =
          machine()
              .with("proc/self/cgroup", "5:memory:/\n")
              .with("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
              .with("sys/fs/cgroup/memory/memory.usage_in_bytes", GIB + "\n")
              .with(
                  "sys/fs/cgroup/memory/memory.stat",
                  "cache 0\nhierarchical_memory_limit " + (4 * GIB) + "\n")
              .device();

      assertLimit(device.memory(), 4, "cgroup v1");
      assertThat(device.memory().available().toOptional()).contains(ByteSize.ofGiB(3));
    }

    @Test
    @DisplayName("is the tightest quota of the group and those above it")
    void quotaOfAncestor() {
      LinuxDevice device =
          machine()
              .with("proc/self/cgroup", "3:cpu,cpuacct:/a/b\n")
              .with("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "250000\n")
              .with("sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n")
              .with("sys/fs/cgroup/cpu/a/b/cpu.cfs_quota_us", "-1\n")
              .with("sys/fs/cgroup/cpu/a/b/cpu.cfs_period_us", "100000\n")
              .device();

      assertThat(device.processor().quota()).isEqualTo(Fact.known(Limit.atMost(2.5), "cgroup v1"));
    }

    @Test
    @DisplayName("knows that the kernel's largest number means none")
    void none() {
      LinuxDevice device =
          machine()
              .with("proc/self/cgroup", "5:memory:/\n3:cpu:/\n")
              .with("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
              .with("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n")
              .with("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n")
              .device();

      assertThat(device.memory().limit()).isEqualTo(Fact.known(Limit.none(), "cgroups"));
      assertThat(device.processor().quota()).isEqualTo(Fact.known(Limit.none(), "cgroups"));
    }
  }

  @Test
  @DisplayName("counts only the processors that this process may run on")
  void affinity() {
    LinuxDevice device =
        machine().with("proc/self/status", "Name: x\nCpus_allowed_list:\t0-1,4\n").device();

    assertThat(device.processor().quota())
        .isEqualTo(Fact.known(Limit.atMost(3.0), "processors allowed to this process"));
  }

  @Test
  @DisplayName("counts cores by their siblings where the processor's own file does not")
  void topology() {
    FakeRoot root =
        new FakeRoot(directory)
            .with("proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd asimddp i8mm\n");
    for (int i = 0; i < 4; i++) {
      root.with(
          "sys/devices/system/cpu/cpu" + i + "/topology/thread_siblings_list",
          i / 2 * 2 + "-" + (i / 2 * 2 + 1) + "\n");
    }

    assertThat(root.device().processor().physicalCores())
        .isEqualTo(Fact.known(2, "/sys/devices/system/cpu"));
  }

  @Test
  @DisplayName("is unknown, with the reason, where a file is missing or broken")
  void missing() {
    LinuxDevice device = new FakeRoot(directory).with("proc/meminfo", "MemTotal: many\n").device();

    assertThat(device.memory().total()).isEqualTo(Fact.unknown("/proc/meminfo has no MemTotal"));
    assertThat(device.processor().logicalCores().isKnown()).isFalse();
  }
}
