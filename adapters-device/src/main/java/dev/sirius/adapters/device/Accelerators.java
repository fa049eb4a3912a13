package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The accelerators of a Linux machine: the cards that the kernel lists, and what drivers tell of
 * them.
 */
final class Accelerators {

  private static final String CARDS = "sys/class/drm";
  private static final Map<String, Vendor> VENDORS =
      Map.of("0x10de", Vendor.NVIDIA, "0x1002", Vendor.AMD, "0x8086", Vendor.INTEL);

  /**
   * Under this an AMD card's own memory is only the piece of main memory that firmware set aside.
   */
  private static final long LEAST_OWN_MEMORY = 1L << 30;

  private final SystemFiles files;
  private final Tool tool;

  Accelerators(SystemFiles files, Tool tool) {
    this.files = files;
    this.tool = tool;
  }

  /** All of them; unknown when one is there of which nothing could be found out. */
  Fact<List<Accelerator>> find() {
    List<Accelerator> found = new ArrayList<>();
    boolean nvidiaListed = false;
    for (String card : files.names(CARDS, "card[0-9]*")) {
      String folder = CARDS + "/" + card + "/device";
      Vendor vendor = VENDORS.get(files.text(folder + "/vendor").orElse("").strip());
      if (card.contains("-") || vendor == null) {
        continue;
      }
      switch (vendor) {
        case NVIDIA -> nvidiaListed = true;
        case AMD -> found.add(amd(folder, card));
        default -> found.add(integrated(vendor, card));
      }
    }
    boolean nvidiaDriver =
        nvidiaListed || files.exists("proc/driver/nvidia") || files.exists("dev/nvidiactl");
    Tool.Outcome outcome = NvidiaSmi.ask(tool);
    if (outcome instanceof Tool.Outcome.Said said) {
      Optional<List<Accelerator>> cards = NvidiaSmi.parse(said.output());
      if (cards.isEmpty()) {
        return Fact.unknown("nvidia-smi says what cannot be read; run it by hand and look");
      }
      found.addAll(0, cards.get());
    } else if (outcome instanceof Tool.Outcome.Failed failed) {
      return Fact.unknown(failed.reason());
    } else if (nvidiaDriver) {
      return Fact.unknown("there is an NVIDIA card, but no nvidia-smi; install the driver's tools");
    }
    return Fact.known(List.copyOf(found), found.isEmpty() ? "no card found" : "drivers");
  }

  private Accelerator amd(String folder, String card) {
    OptionalLong total = files.number(folder + "/mem_info_vram_total");
    OptionalLong used = files.number(folder + "/mem_info_vram_used");
    String source = "amdgpu";
    String name = files.text(folder + "/product_name").map(String::strip).orElse("");
    boolean own = total.orElse(0) >= LEAST_OWN_MEMORY;
    return new Accelerator(
        name.isEmpty() ? "AMD " + card : name,
        Vendor.AMD,
        total.isPresent()
            ? Fact.known(new ByteSize(total.getAsLong()), source)
            : Fact.unknown("the amdgpu driver tells no memory of " + card),
        total.isPresent() && used.isPresent()
            ? Fact.known(new ByteSize(Math.max(0, total.getAsLong() - used.getAsLong())), source)
            : Fact.unknown("the amdgpu driver tells no used memory of " + card),
        total.isPresent()
            ? Fact.known(!own, source)
            : Fact.unknown("the amdgpu driver tells no memory of " + card));
  }

  private static Accelerator integrated(Vendor vendor, String card) {
    String reason = "no driver tells the memory of " + card;
    return new Accelerator(
        "Intel " + card, vendor, Fact.unknown(reason), Fact.unknown(reason), Fact.unknown(reason));
  }
}
