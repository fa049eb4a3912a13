package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
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
import java.util.concurrent.CompletableFuture;

/**
 * Tells of the machine that Sirius runs on. On Linux the kernel's own files are read first, in a
 * few milliseconds; OSHI fills the gaps, and tells all of other systems. Cards are asked for
 * through their drivers and vendors' tools, beside the rest, and never for longer than two seconds.
 */
public final class OshiDeviceProbe implements DeviceProbe {

  private static final String NOT_ASKED = "not asked for";
  private static final Duration LONGEST_TOOL = Duration.ofSeconds(2);

  private final Path root;
  private final Tool tool;
  private final boolean linux;
  private final String architecture;

  /** Tells of this machine. */
  public OshiDeviceProbe() {
    this(
        Path.of("/"),
        new ProcessTool(LONGEST_TOOL),
        System.getProperty("os.name", "").equals("Linux"),
        architecture(System.getProperty("os.arch", "unknown")));
  }

  /**
   * @param root where the kernel's files are
   * @param tool runs vendors' tools
   * @param linux whether the kernel's files are those of a Linux
   * @param architecture such as {@code x86-64}
   */
  OshiDeviceProbe(Path root, Tool tool, boolean linux, String architecture) {
    this.root = root;
    this.tool = tool;
    this.linux = linux;
    this.architecture = architecture;
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
    Optional<CompletableFuture<Fact<List<Accelerator>>>> cards =
        aspects.contains(DeviceAspect.ACCELERATORS)
            ? Optional.of(CompletableFuture.supplyAsync(this::accelerators))
            : Optional.empty();
    LinuxDevice kernel = new LinuxDevice(new SystemFiles(root));
    return new DeviceProfile(
        aspects.contains(DeviceAspect.MEMORY) ? memory(kernel) : Memory.unknown(NOT_ASKED),
        aspects.contains(DeviceAspect.PROCESSOR) ? processor(kernel) : Processor.unknown(NOT_ASKED),
        cards.map(CompletableFuture::join).orElseGet(() -> Fact.unknown(NOT_ASKED)),
        aspects.contains(DeviceAspect.PLATFORM) ? platform(kernel) : Platform.unknown(NOT_ASKED));
  }

  private Memory memory(LinuxDevice kernel) {
    if (!linux) {
      return new OshiFacts().memory();
    }
    Memory memory = kernel.memory();
    if (memory.total().isKnown() && memory.available().isKnown()) {
      return memory;
    }
    Memory filler = new OshiFacts().memory();
    return new Memory(
        memory.total().orElse(filler.total()),
        memory.available().orElse(filler.available()),
        memory.limit());
  }

  private Processor processor(LinuxDevice kernel) {
    if (!linux) {
      return new OshiFacts().processor();
    }
    Processor processor = kernel.processor();
    if (processor.name().isKnown()
        && processor.logicalCores().isKnown()
        && processor.physicalCores().isKnown()) {
      return processor;
    }
    Processor filler = new OshiFacts().processor();
    return new Processor(
        processor.name().orElse(filler.name()),
        processor.logicalCores().orElse(filler.logicalCores()),
        processor.physicalCores().orElse(filler.physicalCores()),
        processor.quota(),
        processor.simd().orElse(filler.simd()));
  }

  private Platform platform(LinuxDevice kernel) {
    return linux ? kernel.platform(architecture) : new OshiFacts().platform(architecture);
  }

  private Fact<List<Accelerator>> accelerators() {
    if (linux) {
      return new Accelerators(new SystemFiles(root), tool).find();
    }
    if (NvidiaSmi.ask(tool) instanceof Tool.Outcome.Said said) {
      Optional<List<Accelerator>> cards = NvidiaSmi.parse(said.output());
      if (cards.isPresent() && !cards.get().isEmpty()) {
        return Fact.known(cards.get(), "nvidia-smi");
      }
    }
    return new OshiFacts().accelerators(architecture);
  }
}
