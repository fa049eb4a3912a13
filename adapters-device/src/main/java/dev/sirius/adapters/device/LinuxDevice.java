package dev.sirius.adapters.device;

import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.device.SimdFeature;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the kernel's files tell of a Linux machine. Reading them takes a few milliseconds. */
final class LinuxDevice {

  private static final Map<String, SimdFeature> FLAGS =
      Map.ofEntries(
          Map.entry("sse4_2", SimdFeature.SSE4_2),
          Map.entry("avx", SimdFeature.AVX),
          Map.entry("avx2", SimdFeature.AVX2),
          Map.entry("fma", SimdFeature.FMA),
          Map.entry("f16c", SimdFeature.F16C),
          Map.entry("bmi2", SimdFeature.BMI2),
          Map.entry("avx_vnni", SimdFeature.AVX_VNNI),
          Map.entry("avx512f", SimdFeature.AVX512F),
          Map.entry("avx512vbmi", SimdFeature.AVX512_VBMI),
          Map.entry("avx512_vnni", SimdFeature.AVX512_VNNI),
          Map.entry("avx512_bf16", SimdFeature.AVX512_BF16),
          Map.entry("amx_int8", SimdFeature.AMX_INT8),
          Map.entry("asimd", SimdFeature.NEON),
          Map.entry("neon", SimdFeature.NEON),
          Map.entry("asimdhp", SimdFeature.FP16_VECTOR),
          Map.entry("asimddp", SimdFeature.DOT_PRODUCT),
          Map.entry("i8mm", SimdFeature.I8MM),
          Map.entry("sve", SimdFeature.SVE),
          Map.entry("sve2", SimdFeature.SVE2),
          Map.entry("sme", SimdFeature.SME));

  private final SystemFiles files;
  private final ControlGroup group;

  LinuxDevice(SystemFiles files) {
    this.files = files;
    this.group = new ControlGroup(files);
  }

  Memory memory() {
    String source = "/proc/meminfo";
    String meminfo = files.text("proc/meminfo").orElse("");
    Fact<ByteSize> total = kibibytes(meminfo, "MemTotal", source);
    Fact<ByteSize> available = kibibytes(meminfo, "MemAvailable", source);
    Fact<Limit<ByteSize>> limit = Fact.known(Limit.none(), "cgroups");
    for (ControlGroup.MemoryLimit each : group.memoryLimits()) {
      ByteSize bound = new ByteSize(each.bytes());
      boolean tighter =
          limit
              .toOptional()
              .flatMap(Limit::bound)
              .filter(other -> other.compareTo(bound) <= 0)
              .isEmpty();
      if (tighter) {
        limit = Fact.known(Limit.atMost(bound), each.origin());
      }
      ByteSize left = new ByteSize(Math.max(0, each.bytes() - each.used()));
      boolean less = available.toOptional().filter(other -> other.compareTo(left) <= 0).isEmpty();
      if (less) {
        available = Fact.known(left, each.origin() + ", page cache counted as free");
      }
    }
    return new Memory(
        total, available, group.exists() ? limit : Fact.known(Limit.none(), "no cgroups"));
  }

  private static Fact<ByteSize> kibibytes(String text, String name, String source) {
    OptionalLong found = KeyedNumbers.find(text, name);
    return found.isPresent()
        ? Fact.known(new ByteSize(Math.multiplyExact(found.getAsLong(), 1024L)), source)
        : Fact.unknown(source + " has no " + name);
  }

  Processor processor() {
    String source = "/proc/cpuinfo";
    String cpuinfo = files.text("proc/cpuinfo").orElse("");
    int logical = 0;
    Set<String> cores = new HashSet<>();
    String socket = "";
    Optional<String> name = Optional.empty();
    Optional<String> flags = Optional.empty();
    for (String line : cpuinfo.split("\n")) {
      int colon = line.indexOf(':');
      String key = colon < 0 ? "" : line.substring(0, colon).strip();
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      switch (key) {
        case "processor" -> logical++;
        case "physical id" -> socket = value;
        case "core id" -> cores.add(socket + "/" + value);
        case "model name", "Model" -> name = name.or(() -> Optional.of(value));
        case "flags", "Features" -> flags = flags.or(() -> Optional.of(value));
        default -> {}
      }
    }
    return new Processor(
        named(name, source),
        logical > 0 ? Fact.known(logical, source) : Fact.unknown(source + " lists no processor"),
        physical(cores.size()),
        quota(logical),
        flags
            .map(LinuxDevice::features)
            .map(found -> Fact.known(found, source))
            .orElseGet(() -> Fact.unknown(source + " lists no flags")));
  }

  private static Fact<String> named(Optional<String> name, String source) {
    return name.filter(text -> !text.isBlank())
        .map(text -> Fact.known(text, source))
        .orElseGet(() -> Fact.unknown(source + " names no model"));
  }

  /** Cores as {@code /proc/cpuinfo} counts them, or where it does not, by who shares one. */
  private Fact<Integer> physical(int counted) {
    if (counted > 0) {
      return Fact.known(counted, "/proc/cpuinfo");
    }
    String folder = "sys/devices/system/cpu";
    Set<String> siblings = new HashSet<>();
    for (String cpu : files.names(folder, "cpu[0-9]*")) {
      files
          .text(folder + "/" + cpu + "/topology/thread_siblings_list")
          .ifPresent(list -> siblings.add(list.strip()));
    }
    return siblings.isEmpty()
        ? Fact.unknown("the kernel tells of no cores")
        : Fact.known(siblings.size(), "/sys/devices/system/cpu");
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

  /** How many processors a list such as {@code 0-3,8} names; 0 when there is none. */
  private int allowedProcessors() {
    String status = files.text("proc/self/status").orElse("");
    int start = status.indexOf("Cpus_allowed_list:");
    if (start < 0) {
      return 0;
    }
    String list =
        status.substring(start + "Cpus_allowed_list:".length()).lines().findFirst().orElse("");
    int count = 0;
    for (String range : list.strip().split(",")) {
      if (!range.matches("\\d{1,6}(-\\d{1,6})?")) {
        return 0;
      }
      String[] ends = range.split("-");
      count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
    }
    return Math.max(0, count);
  }

  private static Set<SimdFeature> features(String flags) {
    Set<SimdFeature> features = EnumSet.noneOf(SimdFeature.class);
    for (String flag : flags.split(" ")) {
      SimdFeature feature = FLAGS.get(flag);
      if (feature != null) {
        features.add(feature);
      }
    }
    return features;
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
