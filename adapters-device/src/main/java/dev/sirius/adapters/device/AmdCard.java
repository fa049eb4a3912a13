package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.device.Memory;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.util.Optional;
import java.util.OptionalLong;

/** A card with AMD's chip, as the files of the kernel's {@code amdgpu} driver tell of it. */
final class AmdCard {

  private static final String SOURCE = "amdgpu";

  /** Under this a card's memory is only the piece of main memory that firmware set aside. */
  private static final long LEAST_OWN_MEMORY = 1L << 30;

  private final SystemFiles files;
  private final String folder;
  private final String name;

  /**
   * @param folder the device's folder, from the root
   * @param name for people
   */
  AmdCard(SystemFiles files, String folder, String name) {
    this.files = files;
    this.folder = folder;
    this.name = name;
  }

  /** Whether an accelerator's memory is so small that it is a piece of the main memory. */
  static boolean isTooSmallToBeItsOwn(ByteSize memory) {
    return memory.bytes() < LEAST_OWN_MEMORY;
  }

  /**
   * What is told of it. A card that shares the main memory may take, besides what firmware set
   * aside for it, as much as the driver's table of translations spans ({@code gtt}), of which what
   * the rest of the machine uses is not free.
   *
   * @param memory the main memory
   */
  Accelerator accelerator(Memory memory) {
    Fact<ByteSize> aside = size("mem_info_vram_total", "memory");
    Fact<ByteSize> freeAside = free("vram", aside);
    Fact<Boolean> shared = sharesMainMemory(aside);
    if (!shared.toOptional().orElse(false)) {
      return new Accelerator(name, Vendor.AMD, aside, freeAside, shared);
    }
    Fact<ByteSize> span = size("mem_info_gtt_total", "share of main memory");
    Fact<ByteSize> freeOfSpan =
        free("gtt", span).map(size -> memory.available().toOptional().map(size::min).orElse(size));
    return new Accelerator(name, Vendor.AMD, sum(aside, span), sum(freeAside, freeOfSpan), shared);
  }

  /**
   * Whether the card has no memory of its own. The driver names the maker of a card's memory chips,
   * and writes measurements in tables of version 1 for cards, of version 2 and 3 for processors
   * with graphics ({@code kgd_pp_interface.h}).
   */
  private Fact<Boolean> sharesMainMemory(Fact<ByteSize> aside) {
    String maker = files.text(folder + "/mem_info_vram_vendor").orElse("").strip();
    if (!maker.isEmpty() && !maker.equals("unknown")) {
      return Fact.known(false, SOURCE);
    }
    int version =
        files
            .bytes(folder + "/gpu_metrics", 4)
            .filter(header -> header.length == 4)
            .map(header -> (int) header[2])
            .orElse(0);
    if (version > 0) {
      return Fact.known(version > 1, SOURCE);
    }
    return aside
        .toOptional()
        .filter(AmdCard::isTooSmallToBeItsOwn)
        .map(small -> Fact.known(true, SOURCE))
        .orElseGet(() -> Fact.unknown("the amdgpu driver does not tell whether it shares memory"));
  }

  private Fact<ByteSize> free(String kind, Fact<ByteSize> total) {
    Fact<ByteSize> used = size("mem_info_" + kind + "_used", "used memory");
    Optional<ByteSize> all = total.toOptional();
    return all.isEmpty()
        ? total
        : used.map(taken -> new ByteSize(Math.max(0, all.get().bytes() - taken.bytes())));
  }

  private Fact<ByteSize> size(String file, String what) {
    OptionalLong bytes = files.number(folder + "/" + file);
    return bytes.isPresent()
        ? Fact.known(new ByteSize(bytes.getAsLong()), SOURCE)
        : Fact.unknown("the amdgpu driver tells no " + what);
  }

  /** Of both where both are known, else what is known. */
  private static Fact<ByteSize> sum(Fact<ByteSize> one, Fact<ByteSize> other) {
    Optional<ByteSize> first = one.toOptional();
    return first.isEmpty()
        ? other
        : other
            .map(size -> new ByteSize(Math.addExact(size.bytes(), first.get().bytes())))
            .orElse(one);
  }
}
