package dev.sirius.adapters.device;

import dev.sirius.adapters.device.MountTable.Mount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What the control groups of this process allow it: its own and all those above it count, of either
 * version. Terms of the kernel's documents {@code cgroup-v1/memory.rst} and {@code cgroup-v2.rst}.
 */
final class ControlGroup {

  /** At and above this a v1 limit means none: the kernel's largest number of whole pages. */
  private static final long UNLIMITED = 1L << 60;

  private static final String VERSION_1 = "cgroup v1";
  private static final String VERSION_2 = "cgroup v2";

  /**
   * A limit on memory.
   *
   * @param bytes the limit
   * @param used what of it is taken, without page cache that can be given back
   * @param origin where it was found, for people
   */
  record MemoryLimit(long bytes, long used, String origin) {

    /** What is left of it. */
    long left() {
      return Math.max(0, bytes - used);
    }
  }

  /**
   * A limit on processor time.
   *
   * @param cores how many cores' worth
   * @param origin where it was found, for people
   */
  record CpuLimit(double cores, String origin) {}

  private final SystemFiles files;
  private final List<String> membership;
  private final List<Mount> mounts;

  ControlGroup(SystemFiles files) {
    this.files = files;
    this.membership = files.text("proc/self/cgroup").orElse("").lines().toList();
    this.mounts =
        membership.isEmpty()
            ? List.of()
            : MountTable.parse(files.text("proc/self/mountinfo").orElse(""));
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
      // Above memory.high a group is not ended but slowed down until it gives memory back.
      OptionalLong high = files.number(group + "/memory.high");
      if (most.isPresent() || high.isPresent()) {
        boolean slowed = high.orElse(Long.MAX_VALUE) < most.orElse(Long.MAX_VALUE);
        limits.add(
            new MemoryLimit(
                slowed ? high.orElseThrow() : most.orElseThrow(),
                used(group, "memory.current", "inactive_file", "active_file", "slab_reclaimable"),
                slowed ? VERSION_2 + " memory.high" : VERSION_2));
      }
    }
    List<String> controlled = groups("memory");
    for (String group : controlled) {
      OptionalLong most = files.number(group + "/memory.limit_in_bytes");
      if (most.isPresent() && most.getAsLong() < UNLIMITED) {
        limits.add(new MemoryLimit(most.getAsLong(), usedByVersion1(group), VERSION_1));
      }
    }
    controlled.stream().findFirst().flatMap(this::limitOutOfSight).ifPresent(limits::add);
    return limits;
  }

  /**
   * The tightest limit of all groups above, also those that a container does not see. What they use
   * cannot be seen either; it is at least what the group itself uses.
   */
  private Optional<MemoryLimit> limitOutOfSight(String group) {
    String stat = files.text(group + "/memory.stat").orElse("");
    OptionalLong most = KeyedNumbers.find(stat, "hierarchical_memory_limit");
    return most.isPresent() && most.getAsLong() < UNLIMITED
        ? Optional.of(new MemoryLimit(most.getAsLong(), usedByVersion1(group), VERSION_1))
        : Optional.empty();
  }

  private long usedByVersion1(String group) {
    return used(group, "memory.usage_in_bytes", "total_inactive_file", "total_active_file");
  }

  /**
   * What a group uses, without what the kernel takes back when memory runs short. That is what
   * {@code MemAvailable} counts as free for the whole machine: page cache, and slabs that can be
   * reclaimed.
   */
  private long used(String group, String counter, String... cacheKeys) {
    long used = files.number(group + "/" + counter).orElse(0);
    String stat = files.text(group + "/memory.stat").orElse("");
    for (String key : cacheKeys) {
      used -= KeyedNumbers.find(stat, key).orElse(0);
    }
    return Math.max(0, used);
  }

  /** The tightest limit on processor time; empty when there is none. */
  Optional<CpuLimit> cpuLimit() {
    List<CpuLimit> limits = new ArrayList<>();
    for (String group : unifiedGroups()) {
      unifiedQuota(group).ifPresent(cores -> limits.add(new CpuLimit(cores, VERSION_2)));
    }
    for (String group : groups("cpu")) {
      OptionalLong quota = files.number(group + "/cpu.cfs_quota_us");
      OptionalLong period = files.number(group + "/cpu.cfs_period_us");
      if (quota.orElse(0) > 0 && period.orElse(0) > 0) {
        limits.add(new CpuLimit((double) quota.getAsLong() / period.getAsLong(), VERSION_1));
      }
    }
    return limits.stream().min(Comparator.comparingDouble(CpuLimit::cores));
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
    for (String line : membership) {
      if (line.startsWith("0::")) {
        return upwards(
            line.substring("0::".length()),
            mount -> mount.type().equals("cgroup2"),
            files.exists("sys/fs/cgroup/unified") ? "sys/fs/cgroup/unified" : "sys/fs/cgroup");
      }
    }
    return List.of();
  }

  /** The folders of the process's v1 group for a controller and of those above it. */
  private List<String> groups(String controller) {
    for (String line : membership) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",")).contains(controller)) {
        String joint = "sys/fs/cgroup/" + parts[1];
        return upwards(
            parts[2],
            mount -> mount.type().equals("cgroup") && mount.options().contains(controller),
            files.exists(joint) ? joint : "sys/fs/cgroup/" + controller);
      }
    }
    return List.of();
  }

  /**
   * A group's folder and those above it up to the mount. In a container the path may be that of the
   * host, which is not there; then what is mounted is the container's own group.
   *
   * @param usualPlace where it is mounted if the table of mounts does not tell
   */
  private List<String> upwards(String path, Predicate<Mount> wanted, String usualPlace) {
    List<Mount> candidates = mounts.stream().filter(wanted).toList();
    Mount mount =
        candidates.stream()
            .filter(candidate -> isWithin(path, candidate.root()))
            .findFirst()
            .or(() -> candidates.stream().findFirst())
            .orElseGet(() -> new Mount("/", usualPlace, "", List.of()));
    String rest =
        isWithin(path, mount.root()) && !mount.root().equals("/")
            ? path.substring(mount.root().length())
            : path;
    rest = rest.contains("..") || !rest.startsWith("/") ? "" : rest.replaceAll("/+$", "");
    List<String> folders = new ArrayList<>();
    while (!rest.isEmpty()) {
      if (files.exists(mount.point() + rest)) {
        folders.add(mount.point() + rest);
      }
      rest = rest.substring(0, rest.lastIndexOf('/'));
    }
    folders.add(mount.point());
    return folders;
  }

  private static boolean isWithin(String path, String root) {
    return root.equals("/") || path.equals(root) || path.startsWith(root + "/");
  }
}
