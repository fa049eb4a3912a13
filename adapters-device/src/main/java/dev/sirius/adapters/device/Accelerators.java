package dev.sirius.adapters.device;

import static java.util.Comparator.comparing;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.device.Memory;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.SafeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The accelerators of a Linux machine: the cards that the kernel lists, and what drivers and
 * vendors' tools tell of them. Display adapters of virtual machines and of other vendors are none.
 */
final class Accelerators {

  private static final String CARDS = "sys/class/drm";
  private static final String PCI_DEVICES = "sys/bus/pci/devices";
  private static final Map<String, Vendor> VENDORS =
      Map.of("0x10de", Vendor.NVIDIA, "0x1002", Vendor.AMD, "0x8086", Vendor.INTEL);

  /** More than a vendor's tool is given. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** Where a processor of Intel's has its own graphics. */
  private static final String INTEL_GRAPHICS = "0000:00:02.0";

  /**
   * A card that the kernel lists.
   *
   * @param vendor its maker
   * @param folder its folder, from the root
   * @param name for people
   */
  private record Card(Vendor vendor, String folder, String name) {}

  private final SystemFiles files;
  private final Tool tool;
  private final Memory memory;

  /**
   * @param memory the main memory, which some accelerators share
   */
  Accelerators(SystemFiles files, Tool tool, Memory memory) {
    this.files = files;
    this.tool = tool;
    this.memory = memory;
  }

  /**
   * All of them, those with memory of their own first; unknown when there is none but a tool that
   * could know one failed.
   */
  Fact<List<Accelerator>> find() {
    if (!files.exists("sys/class")) {
      return NvidiaSmi.cards(tool, memory)
          .orElseGet(() -> Fact.unknown("there is no /sys in which cards are listed"));
    }
    List<Card> cards = cards();
    Background<Fact<List<Accelerator>>> amd = Background.start(() -> amd(of(Vendor.AMD, cards)));
    Fact<List<Accelerator>> nvidia = nvidia(of(Vendor.NVIDIA, cards));
    Fact<List<Accelerator>> amdOrReason = amd.result(LONGEST_WAIT, Fact::unknown);
    List<Accelerator> intel = of(Vendor.INTEL, cards).stream().map(this::intel).toList();
    return together(List.of(nvidia, amdOrReason, Fact.known(intel, "drivers")));
  }

  private static List<Card> of(Vendor vendor, List<Card> cards) {
    return cards.stream().filter(card -> card.vendor() == vendor).toList();
  }

  /**
   * The cards of several sources, those with memory of their own first. Where a source failed and
   * no other knows a card, that is the reason why none is known.
   */
  static Fact<List<Accelerator>> together(List<Fact<List<Accelerator>>> parts) {
    List<Accelerator> all = new ArrayList<>();
    List<String> origins = new ArrayList<>();
    Optional<String> reason = Optional.empty();
    for (Fact<List<Accelerator>> part : parts) {
      List<Accelerator> found = part.toOptional().orElse(List.of());
      all.addAll(found);
      if (!found.isEmpty() && !origins.contains(part.origin())) {
        origins.add(part.origin());
      }
      if (!part.isKnown()) {
        reason = reason.or(() -> Optional.of(part.origin()));
      }
    }
    all.sort(comparing(card -> card.unifiedMemory().toOptional().orElse(false)));
    if (all.isEmpty()) {
      return reason
          .<Fact<List<Accelerator>>>map(Fact::unknown)
          .orElseGet(() -> Fact.known(List.of(), "no card found"));
    }
    reason.ifPresent(origins::add);
    return Fact.known(List.copyOf(all), String.join("; ", origins));
  }

  /** What the kernel lists as card or as PCI device of such a class, each once. */
  private List<Card> cards() {
    Map<String, Card> byPlace = new LinkedHashMap<>();
    for (String name : files.names(CARDS, "card[0-9]*")) {
      // card0-HDMI-A-1 and the like are the card's sockets.
      if (!name.contains("-")) {
        add(byPlace, CARDS + "/" + name + "/device", name);
      }
    }
    for (String address : files.names(PCI_DEVICES, "*")) {
      String folder = PCI_DEVICES + "/" + address;
      String kind = files.text(folder + "/class").orElse("");
      // Display controllers, and processing accelerators.
      if (kind.startsWith("0x03") || kind.startsWith("0x12")) {
        add(byPlace, folder, address);
      }
    }
    return List.copyOf(byPlace.values());
  }

  private void add(Map<String, Card> byPlace, String folder, String shortName) {
    Vendor vendor = VENDORS.get(files.text(folder + "/vendor").orElse("").strip());
    if (vendor != null) {
      String place = files.place(folder).orElse(folder);
      byPlace.computeIfAbsent(
          place, key -> new Card(vendor, place, name(vendor, folder, shortName)));
    }
  }

  private String name(Vendor vendor, String folder, String shortName) {
    String product = files.text(folder + "/product_name").orElse("").strip();
    if (!product.isEmpty()) {
      return SafeText.oneLine(product, 100);
    }
    String maker =
        switch (vendor) {
          case NVIDIA -> "NVIDIA";
          case AMD -> "AMD";
          default -> "Intel";
        };
    return maker + " " + pciName(folder).map(text -> SafeText.oneLine(text, 90)).orElse(shortName);
  }

  private Optional<String> pciName(String folder) {
    String vendor = files.text(folder + "/vendor").orElse("").strip().replaceFirst("^0x", "");
    String device = files.text(folder + "/device").orElse("").strip().replaceFirst("^0x", "");
    return files
        .text("usr/share/misc/pci.ids")
        .or(() -> files.text("usr/share/hwdata/pci.ids"))
        .flatMap(list -> PciNames.find(list, vendor, device));
  }

  private Fact<List<Accelerator>> nvidia(List<Card> listed) {
    Optional<Fact<List<Accelerator>>> answer = NvidiaSmi.cards(tool, memory);
    if (answer.filter(Fact::isKnown).isPresent()) {
      return answer.get();
    }
    boolean driver = files.exists("proc/driver/nvidia") || files.exists("dev/nvidiactl");
    String reason =
        answer
            .map(Fact::origin)
            .orElse("there is an NVIDIA card, but no nvidia-smi; install the driver's tools");
    if (!listed.isEmpty()) {
      return Fact.known(
          listed.stream().map(card -> untold(card, reason, Fact.unknown(reason))).toList(),
          "drivers");
    }
    return answer.isPresent() || driver ? Fact.unknown(reason) : Fact.known(List.of(), "drivers");
  }

  /** From the driver's files; from AMD's tool where they lack a card's memory. */
  private Fact<List<Accelerator>> amd(List<Card> listed) {
    List<Accelerator> told =
        listed.stream()
            .map(card -> new AmdCard(files, card.folder(), card.name()).accelerator(memory))
            .toList();
    boolean complete = told.stream().allMatch(card -> card.totalMemory().isKnown());
    boolean hidden = told.isEmpty() && files.exists("dev/kfd");
    if (complete && !hidden) {
      return Fact.known(told, "drivers");
    }
    Fact<List<Accelerator>> asked = RocmSmi.cards(tool);
    return asked.isKnown() || hidden ? asked : Fact.known(told, "drivers");
  }

  private Accelerator intel(Card card) {
    boolean integrated = card.folder().endsWith(INTEL_GRAPHICS);
    Fact<Boolean> shared =
        integrated
            ? Fact.known(true, "PCI address")
            : Fact.unknown("no driver tells whether it shares the main memory");
    return untold(card, "no driver tells the memory of an Intel card", shared);
  }

  private static Accelerator untold(Card card, String reason, Fact<Boolean> shared) {
    Fact<ByteSize> size = Fact.unknown(reason);
    return new Accelerator(card.name(), card.vendor(), size, size, shared);
  }
}
