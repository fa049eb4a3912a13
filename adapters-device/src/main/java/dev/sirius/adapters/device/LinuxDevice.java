package dev.sirius.adapters.device;

import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the kernel's files tell of a Linux machine. Reading them takes a few milliseconds. */
final class LinuxDevice {

  private final SystemFiles files;
  private final ControlGroup group;

  LinuxDevice(SystemFiles files) {
    this.files = files;
    this.group = new ControlGroup(files);
  }

  Memory memory() {
    String source = "/proc/meminfo";
    String meminfo = files.text("proc/meminfo").orElse("");
    Fact<ByteSize> available = kibibytes(meminfo, "MemAvailable", source);
    Fact<Limit<ByteSize>> limit =
        Fact.known(Limit.none(), group.exists() ? "cgroups" : "no cgroups");
    for (ControlGroup.MemoryLimit each : group.memoryLimits()) {
      ByteSize bound = new ByteSize(each.bytes());
      if (isBelow(bound, limit.toOptional().flatMap(Limit::bound))) {
        limit = Fact.known(Limit.atMost(bound), each.origin());
      }
      ByteSize left = new ByteSize(each.left());
      if (isBelow(left, available.toOptional())) {
        available = Fact.known(left, each.origin() + ", page cache counted as free");
      }
    }
    return new Memory(kibibytes(meminfo, "MemTotal", source), available, limit);
  }

  private static boolean isBelow(ByteSize size, Optional<ByteSize> other) {
    return other.isEmpty() || size.compareTo(other.get()) < 0;
  }

  private static Fact<ByteSize> kibibytes(String text, String name, String source) {
    OptionalLong found = KeyedNumbers.find(text, name);
    return found.isPresent()
        ? Fact.known(new ByteSize(Math.multiplyExact(found.getAsLong(), 1024L)), source)
        : Fact.unknown(source + " has no " + name);
  }

  Processor processor() {
    String source = "/proc/cpuinfo";
    CpuInfo info = CpuInfo.parse(files.text("proc/cpuinfo").orElse(""));
    return new Processor(
        info.name()
            .map(name -> Fact.known(name, source))
            .orElseGet(() -> Fact.unknown(source + " has no name")),
        info.logical() > 0
            ? Fact.known(info.logical(), source)
            : Fact.unknown(source + " lists no processor"),
        info.physical() > 0 ? Fact.known(info.physical(), source) : coresByTopology(),
        quota(info.logical()),
        info.simd()
            .map(found -> Fact.known(found, source))
            .orElseGet(() -> Fact.unknown(source + " lists no flags")));
  }

  /** Threads of one core list the same siblings. */
  private Fact<Integer> coresByTopology() {
    String folder = "sys/devices/system/cpu";
    Set<String> siblings = new HashSet<>();
    for (String cpu : files.names(folder, "cpu[0-9]*")) {
      files
          .text(folder + "/" + cpu + "/topology/thread_siblings_list")
          .ifPresent(list -> siblings.add(list.strip()));
    }
    return siblings.isEmpty()
        ? Fact.unknown("the kernel tells of no cores")
        : Fact.known(siblings.size(), "/" + folder);
  }

  /** The tighter of the control groups' quota and the processors that this process may run on. */
  private Fact<Limit<Double>> quota(int logical) {
    Optional<ControlGroup.CpuLimit> limit = group.cpuLimit();
    int allowed = allowedProcessors();
    boolean pinned = allowed > 0 && allowed < logical;
    if (pinned && (limit.isEmpty() || limit.get().cores() > allowed)) {
      return Fact.known(Limit.atMost((double) allowed), "processors allowed to this process");
    }
    return limit
        .map(found -> Fact.known(Limit.atMost(found.cores()), found.origin()))
        .orElseGet(() -> Fact.known(Limit.none(), group.exists() ? "cgroups" : "no cgroups"));
  }

  /** How many processors this process may run on: its own mask, and its cpuset's. */
  private int allowedProcessors() {
    String name = "Cpus_allowed_list:";
    return files
        .text("proc/self/status")
        .orElse("")
        .lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> ProcessorList.count(line.substring(name.length())))
        .orElse(0);
  }

  Platform platform(String architecture) {
    Fact<String> os =
        files
            .text("etc/os-release")
            .or(() -> files.text("usr/lib/os-release"))
            .flatMap(LinuxDevice::prettyName)
            .map(name -> Fact.known(name, "/etc/os-release"))
            .orElseGet(() -> Fact.known("Linux", "Java"));
    return new Platform(os, Fact.known(architecture, "Java"));
  }

  private static Optional<String> prettyName(String text) {
    return List.of(text.split("\n")).stream()
        .filter(line -> line.startsWith("PRETTY_NAME="))
        .map(
            line -> line.substring("PRETTY_NAME=".length()).replaceAll("^[\"']|[\"']$", "").strip())
        .filter(name -> !name.isEmpty())
        .findFirst();
  }
}
