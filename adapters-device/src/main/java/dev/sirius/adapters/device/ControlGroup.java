package dev.sirius.adapters.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the control groups of this process allow it: its own and all those above it count, of either
 * version.
 */
final class ControlGroup {

  /** At and above this a v1 limit means none: the kernel's largest number of whole pages. */
  private static final long UNLIMITED = 1L << 60;

  /**
   * A limit on memory.
   *
   * @param bytes the limit
   * @param used what of it is taken, without page cache that can be given back
   * @param origin where it was found, for people
   */
  record MemoryLimit(long bytes, long used, String origin) {}

  /**
   * A limit on processor time.
   *
   * @param cores how many cores' worth
   * @param origin where it was found, for people
   */
  record CpuLimit(double cores, String origin) {}

  private final SystemFiles files;
  private final String membership;

  ControlGroup(SystemFiles files) {
    this.files = files;
    this.membership = files.text("proc/self/cgroup").orElse("");
  }

  /** Whether the system has control groups at all. */
  boolean exists() {
    return !membership.isEmpty();
  }

  /** All limits on memory in force, from the group itself upwards; empty when there are none. */
  List<MemoryLimit> memoryLimits() {
    List<MemoryLimit> limits = new ArrayList<>();
    for (String group : unifiedGroups()) {
      OptionalLong most = files.number(group + "/memory.max");
      if (most.isPresent()) {
        long current = files.number(group + "/memory.current").orElse(0);
        String stat = files.text(group + "/memory.stat").orElse("");
        limits.add(
            new MemoryLimit(
                most.getAsLong(),
                withoutCache(current, stat, "inactive_file", "active_file"),
                "cgroup v2"));
      }
    }
    for (String group : groups("memory")) {
      OptionalLong most = files.number(group + "/memory.limit_in_bytes");
      if (most.isPresent() && most.getAsLong() < UNLIMITED) {
        long current = files.number(group + "/memory.usage_in_bytes").orElse(0);
        String stat = files.text(group + "/memory.stat").orElse("");
        limits.add(
            new MemoryLimit(
                most.getAsLong(),
                withoutCache(current, stat, "total_inactive_file", "total_active_file"),
                "cgroup v1"));
      }
    }
    return limits;
  }

  private static long withoutCache(long current, String stat, String... cacheKeys) {
    long used = current;
    for (String key : cacheKeys) {
      used -= KeyedNumbers.find(stat, key).orElse(0);
    }
    return Math.max(0, used);
  }

  /** The tightest limit on processor time; empty when there is none. */
  Optional<CpuLimit> cpuLimit() {
    List<CpuLimit> limits = new ArrayList<>();
    for (String group : unifiedGroups()) {
      unifiedQuota(group).ifPresent(cores -> limits.add(new CpuLimit(cores, "cgroup v2")));
    }
    for (String group : groups("cpu")) {
      OptionalLong quota = files.number(group + "/cpu.cfs_quota_us");
      OptionalLong period = files.number(group + "/cpu.cfs_period_us");
      if (quota.isPresent() && period.orElse(0) > 0 && quota.getAsLong() > 0) {
        limits.add(new CpuLimit((double) quota.getAsLong() / period.getAsLong(), "cgroup v1"));
      }
    }
    return limits.stream().min(java.util.Comparator.comparingDouble(CpuLimit::cores));
  }

  /** {@code cpu.max} holds the time and the period that it is given for, or {@code max} for all. */
  private OptionalDouble unifiedQuota(String group) {
    String[] parts = files.text(group + "/cpu.max").orElse("").strip().split(" ");
    boolean limited =
        parts.length == 2
            && parts[0].matches("[1-9]\\d{0,17}")
            && parts[1].matches("[1-9]\\d{0,17}");
    return limited
        ? OptionalDouble.of((double) Long.parseLong(parts[0]) / Long.parseLong(parts[1]))
        : OptionalDouble.empty();
  }

  /** The folders of the process's v2 group and of those above it. */
  private List<String> unifiedGroups() {
    for (String line : membership.lines().toList()) {
      if (line.startsWith("0::")) {
        String mount =
            files.exists("sys/fs/cgroup/unified") ? "sys/fs/cgroup/unified" : "sys/fs/cgroup";
        return upwards(mount, line.substring("0::".length()));
      }
    }
    return List.of();
  }

  /** The folders of the process's v1 group for a controller and of those above it. */
  private List<String> groups(String controller) {
    for (String line : membership.lines().toList()) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",")).contains(controller)) {
        String joint = "sys/fs/cgroup/" + parts[1];
        return upwards(files.exists(joint) ? joint : "sys/fs/cgroup/" + controller, parts[2]);
      }
    }
    return List.of();
  }

  /**
   * A group's folder and those above it up to the mount. In a container the path may be that of the
   * host, which is not there; then what is mounted is the container's own group.
   */
  private List<String> upwards(String mount, String path) {
    List<String> folders = new ArrayList<>();
    String rest = path.contains("..") ? "" : path.replaceAll("/+$", "");
    while (!rest.isEmpty()) {
      if (files.exists(mount + rest)) {
        folders.add(mount + rest);
      }
      rest = rest.substring(0, rest.lastIndexOf('/'));
    }
    folders.add(mount);
    return folders;
  }
}
