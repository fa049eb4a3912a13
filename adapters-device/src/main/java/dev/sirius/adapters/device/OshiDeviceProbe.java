package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.device.DeviceAspect;
import dev.sirius.core.device.DeviceProfile;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.device.port.DeviceProbe;
import dev.sirius.core.fact.Fact;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells of the machine that Sirius runs on. On Linux the kernel's own files are read first, in a
 * few milliseconds; OSHI fills the gaps, and tells all of other systems. Cards are asked for
 * through their drivers and vendors' tools, beside the rest; a tool is given five seconds, and all
 * of it ten.
 */
public final class OshiDeviceProbe implements DeviceProbe {

  private static final String NOT_ASKED = "not asked for";

  /** nvidia-smi takes seconds on servers where it has to wake several cards. */
  private static final Duration LONGEST_TOOL = Duration.ofSeconds(5);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Path root;
  private final Tool tool;
  private final SystemKind kind;
  private final String architecture;
  private final Supplier<OshiFacts> oshi;

  /** Tells of this machine. */
  public OshiDeviceProbe() {
    this(
        Path.of("/"),
        new ProcessTool(LONGEST_TOOL),
        SystemKind.of(System.getProperty("os.name", "")),
        architecture(System.getProperty("os.arch", "unknown")),
        () -> OshiFacts.on(SystemKind.of(System.getProperty("os.name", ""))));
  }

  /**
   * @param root where the kernel's files are
   * @param tool runs vendors' tools
   * @param kind which system it is
   * @param architecture such as {@code x86-64}
   * @param oshi makes what tells the rest; loading OSHI takes time, so it is asked for only then
   */
  OshiDeviceProbe(
      Path root, Tool tool, SystemKind kind, String architecture, Supplier<OshiFacts> oshi) {
    this.root = root;
    this.tool = tool;
    this.kind = kind;
    this.architecture = architecture;
    this.oshi = oshi;
  }

  /** The name of an architecture that people know, for Java's. */
  static String architecture(String java) {
    return switch (java.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "x86-64";
      case "aarch64", "arm64" -> "arm64";
      default -> java;
    };
  }

  @Override
  public DeviceProfile probe(Set<DeviceAspect> aspects) {
    Optional<Background<Fact<List<Accelerator>>>> cards =
        aspects.contains(DeviceAspect.ACCELERATORS)
            ? Optional.of(Background.start(this::accelerators))
            : Optional.empty();
    return new DeviceProfile(
        aspects.contains(DeviceAspect.MEMORY) ? memory() : Memory.unknown(NOT_ASKED),
        aspects.contains(DeviceAspect.PROCESSOR) ? processor() : Processor.unknown(NOT_ASKED),
        cards
            .map(answer -> answer.result(LONGEST_WAIT, OshiDeviceProbe::noCards))
            .orElseGet(() -> Fact.unknown(NOT_ASKED)),
        aspects.contains(DeviceAspect.PLATFORM) ? platform() : Platform.unknown(NOT_ASKED));
  }

  private static Fact<List<Accelerator>> noCards(String reason) {
    return Fact.unknown("cards: " + reason);
  }

  private LinuxDevice kernel() {
    return new LinuxDevice(new SystemFiles(root));
  }

  private Memory memory() {
    if (kind != SystemKind.LINUX) {
      return oshi.get().memory();
    }
    Memory memory = kernel().memory();
    if (memory.total().isKnown() && memory.available().isKnown()) {
      return memory;
    }
    Memory filler = oshi.get().memory();
    return new Memory(
        memory.total().orElse(filler.total()),
        memory.available().orElse(filler.available()),
        memory.limit());
  }

  private Processor processor() {
    if (kind != SystemKind.LINUX) {
      return oshi.get().processor();
    }
    Processor processor = kernel().processor();
    if (processor.name().isKnown()
        && processor.logicalCores().isKnown()
        && processor.physicalCores().isKnown()) {
      return processor;
    }
    Processor filler = oshi.get().processor();
    return new Processor(
        processor.name().orElse(filler.name()),
        processor.logicalCores().orElse(filler.logicalCores()),
        processor.physicalCores().orElse(filler.physicalCores()),
        processor.quota(),
        processor.simd().orElse(filler.simd()));
  }

  private Platform platform() {
    return kind == SystemKind.LINUX
        ? kernel().platform(architecture)
        : oshi.get().platform(architecture);
  }

  private Fact<List<Accelerator>> accelerators() {
    if (kind == SystemKind.LINUX) {
      return new Accelerators(new SystemFiles(root), tool, kernel().memory()).find();
    }
    if (kind == SystemKind.MACOS && architecture.equals("arm64")) {
      OshiFacts facts = oshi.get();
      return Fact.known(
          List.of(AppleGraphics.of(facts.processorName(), facts.memory(), tool)),
          "Apple's processors");
    }
    Background<Fact<List<Accelerator>>> others = Background.start(() -> oshi.get().cards());
    Optional<Fact<List<Accelerator>>> nvidia = NvidiaSmi.cards(tool, Memory.unknown(NOT_ASKED));
    Fact<List<Accelerator>> all = others.result(LONGEST_TOOL, OshiDeviceProbe::noCards);
    if (nvidia.filter(Fact::isKnown).isEmpty()) {
      return nvidia.map(failed -> Accelerators.together(List.of(failed, all))).orElse(all);
    }
    // NVIDIA's own tool knows NVIDIA's cards better, so they count once.
    Fact<List<Accelerator>> rest =
        all.map(cards -> cards.stream().filter(card -> card.vendor() != Vendor.NVIDIA).toList());
    return Accelerators.together(List.of(nvidia.get(), rest));
  }
}
