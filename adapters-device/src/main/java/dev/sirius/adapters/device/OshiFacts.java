package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Limit;
import dev.sirius.core.device.Memory;
import dev.sirius.core.device.Platform;
import dev.sirius.core.device.Processor;
import dev.sirius.core.device.SimdFeature;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GraphicsCard;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.spi.SystemInfoProvider;

/**
 * What OSHI tells of the machine, on every system that it knows. OSHI answers 0 or an empty text
 * where it cannot tell; here such a fact is unknown.
 */
final class OshiFacts {

  private static final String SOURCE = "OSHI";
  private static final String NO_GROUPS = "no control groups on this system";

  private final Supplier<? extends SystemInfoProvider> entry;
  private @Nullable HardwareAbstractionLayer hardware;

  /**
   * @param entry makes OSHI's entry, when the first question comes
   */
  OshiFacts(Supplier<? extends SystemInfoProvider> entry) {
    this.entry = entry;
  }

  /** OSHI as it fits a system: on Linux without native code, which takes time to load. */
  static OshiFacts on(SystemKind kind) {
    return kind == SystemKind.LINUX
        ? new OshiFacts(oshi.nativefree.SystemInfo::new)
        : new OshiFacts(SystemInfo::new);
  }

  Memory memory() {
    return new Memory(
        size("total memory", hardware -> hardware.getMemory().getTotal()),
        size("available memory", hardware -> hardware.getMemory().getAvailable()),
        Fact.known(Limit.none(), NO_GROUPS));
  }

  Processor processor() {
    return new Processor(
        processorName(),
        count("logical cores", CentralProcessor::getLogicalProcessorCount),
        physicalCores(),
        Fact.known(Limit.none(), NO_GROUPS),
        simd());
  }

  Fact<String> processorName() {
    return text(
        "name of the processor",
        hardware -> hardware.getProcessor().getProcessorIdentifier().getName());
  }

  Fact<Integer> physicalCores() {
    return count("physical cores", CentralProcessor::getPhysicalProcessorCount);
  }

  private Fact<Set<SimdFeature>> simd() {
    Fact<Set<SimdFeature>> told =
        ask(
            "features of the processor",
            hardware -> SimdWords.ofOshi(hardware.getProcessor().getFeatureFlags()));
    return told.toOptional().filter(Set::isEmpty).isPresent()
        ? Fact.unknown("OSHI tells no features of the processor that are known here")
        : told;
  }

  Platform platform(String architecture) {
    return new Platform(
        answer("operating system", () -> entry.get().getOperatingSystem().toString()),
        Fact.known(architecture, "Java"));
  }

  /** The graphics cards that are no virtual displays. */
  Fact<List<Accelerator>> cards() {
    return ask(
        "graphics cards",
        hardware -> {
          List<Accelerator> cards = new ArrayList<>();
          for (GraphicsCard card : hardware.getGraphicsCards()) {
            OshiCard.read(card.getName(), card.getVendor(), card.getVRam()).ifPresent(cards::add);
          }
          return cards;
        });
  }

  private Fact<ByteSize> size(String what, Function<HardwareAbstractionLayer, Long> question) {
    return ask(
        what,
        hardware -> {
          long bytes = question.apply(hardware);
          return bytes > 0 ? new ByteSize(bytes) : null;
        });
  }

  private Fact<Integer> count(String what, Function<CentralProcessor, Integer> question) {
    return ask(
        what,
        hardware -> {
          int count = question.apply(hardware.getProcessor());
          return count > 0 ? count : null;
        });
  }

  private Fact<String> text(String what, Function<HardwareAbstractionLayer, String> question) {
    return ask(
        what,
        hardware -> {
          String text = SafeText.oneLine(question.apply(hardware), 100);
          return text.isEmpty() || text.equalsIgnoreCase("unknown") ? null : text;
        });
  }

  private <T> Fact<T> ask(String what, Function<HardwareAbstractionLayer, @Nullable T> question) {
    return answer(what, () -> question.apply(hardware()));
  }

  /** Asked from several threads; OSHI keeps in it what it found out. */
  private synchronized HardwareAbstractionLayer hardware() {
    HardwareAbstractionLayer known = hardware;
    if (known == null) {
      known = entry.get().getHardware();
      hardware = known;
    }
    return known;
  }

  private static <T> Fact<T> answer(String what, Supplier<@Nullable T> question) {
    try {
      T answer = question.get();
      return answer == null ? Fact.unknown("OSHI tells no " + what) : Fact.known(answer, SOURCE);
    } catch (RuntimeException | LinkageError e) {
      // OSHI's native library may be missing or forbidden; the rest of the device is told still.
      return Fact.unknown(
          "OSHI failed to tell the " + what + ": " + SafeText.oneLine(String.valueOf(e), 120));
    }
  }
}
