package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.device.SimdFeature;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.GraphicsCard;

/** What OSHI tells of the machine, on every system that it knows. */
final class OshiFacts {

  private static final String SOURCE = "OSHI";

  private final SystemInfo system = new SystemInfo();

  Memory memory() {
    GlobalMemory memory = system.getHardware().getMemory();
    return new Memory(
        size(memory.getTotal(), "total memory"),
        size(memory.getAvailable(), "available memory"),
        Fact.known(Limit.none(), "no control groups on this system"));
  }

  private static Fact<ByteSize> size(long bytes, String what) {
    return bytes > 0
        ? Fact.known(new ByteSize(bytes), SOURCE)
        : Fact.unknown("OSHI tells no " + what);
  }

  Processor processor() {
    CentralProcessor processor = system.getHardware().getProcessor();
    String name = processor.getProcessorIdentifier().getName().strip();
    return new Processor(
        name.isEmpty() ? Fact.unknown("OSHI tells no name") : Fact.known(name, SOURCE),
        count(processor.getLogicalProcessorCount()),
        count(processor.getPhysicalProcessorCount()),
        Fact.known(Limit.none(), "no control groups on this system"),
        simd(processor.getFeatureFlags()));
  }

  private static Fact<Integer> count(int cores) {
    return cores > 0 ? Fact.known(cores, SOURCE) : Fact.unknown("OSHI counts no cores");
  }

  private static Fact<Set<SimdFeature>> simd(List<String> flags) {
    Set<SimdFeature> features = EnumSet.noneOf(SimdFeature.class);
    String text = String.join(" ", flags).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]+", " ");
    for (SimdFeature feature : SimdFeature.values()) {
      String name = feature.name();
      boolean listed =
          List.of(text.split(" ")).stream()
              .anyMatch(
                  flag ->
                      flag.equals(name)
                          || flag.equals(name.replace("_", ""))
                          || flag.endsWith("_" + name));
      if (listed) {
        features.add(feature);
      }
    }
    return features.isEmpty()
        ? Fact.unknown("OSHI tells no processor features here")
        : Fact.known(features, SOURCE);
  }

  Platform platform(String architecture) {
    return new Platform(
        Fact.known(system.getOperatingSystem().toString(), SOURCE),
        Fact.known(architecture, "Java"));
  }

  /**
   * The graphics cards. On Apple's own processors they share the main memory, of which they may
   * take two thirds, or three quarters of more than 36 GiB (the default of Metal's recommended
   * working set). Elsewhere OSHI's figures for memory are registry values that are often wrong, so
   * only the card's presence is told.
   */
  Fact<List<Accelerator>> accelerators(String architecture) {
    boolean apple = system.getOperatingSystem().getFamily().equals("macOS");
    List<Accelerator> cards = new ArrayList<>();
    for (GraphicsCard card : system.getHardware().getGraphicsCards()) {
      String name = card.getName().strip();
      if (name.isEmpty() || isVirtual(name)) {
        continue;
      }
      Vendor vendor = vendor(card.getVendor() + " " + name);
      if (apple && architecture.equals("arm64")) {
        cards.add(unified(name));
      } else {
        String reason = "OSHI's figure for a card's memory is not reliable";
        cards.add(
            new Accelerator(
                name, vendor, Fact.unknown(reason), Fact.unknown(reason), Fact.unknown(reason)));
      }
    }
    return Fact.known(cards, SOURCE);
  }

  private Accelerator unified(String name) {
    Memory memory = memory();
    Fact<ByteSize> share =
        memory
            .total()
            .map(
                total -> {
                  boolean large = total.compareTo(ByteSize.ofGiB(36)) > 0;
                  return new ByteSize(large ? total.bytes() / 4 * 3 : total.bytes() / 3 * 2);
                });
    Fact<ByteSize> free =
        share.fold((most, source) -> memory.available().map(size -> size.min(most)), Fact::unknown);
    return new Accelerator(name, Vendor.APPLE, share, free, Fact.known(true, SOURCE));
  }

  private static boolean isVirtual(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return List.of(
            "virtual", "basic display", "remote", "vmware", "virtio", "qxl", "cirrus", "bochs")
        .stream()
        .anyMatch(lower::contains);
  }

  private static Vendor vendor(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("nvidia")) {
      return Vendor.NVIDIA;
    }
    if (lower.contains("amd") || lower.contains("advanced micro") || lower.contains("radeon")) {
      return Vendor.AMD;
    }
    if (lower.contains("intel")) {
      return Vendor.INTEL;
    }
    return lower.contains("apple") ? Vendor.APPLE : Vendor.OTHER;
  }
}
