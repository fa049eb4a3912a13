package dev.sirius.core.plan.speed;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Memory bandwidths of accelerators, in 10^9 bytes a second, as commonly quoted. They were not
 * checked against their makers' own pages. Of a chip sold with several bandwidths the lowest stands
 * here.
 */
public final class Accelerators {

  private record Entry(String name, double gigabytes, String maker) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("b200", 8000, "NVIDIA"),
          new Entry("h200", 4800, "NVIDIA"),
          new Entry("h100 sxm", 3350, "NVIDIA"),
          new Entry("h100 80gb hbm3", 3350, "NVIDIA"),
          new Entry("h100", 2000, "NVIDIA"),
          new Entry("a100 sxm4 80gb", 2039, "NVIDIA"),
          new Entry("a100 80gb", 1935, "NVIDIA"),
          new Entry("a100", 1555, "NVIDIA"),
          new Entry("a40", 696, "NVIDIA"),
          new Entry("a30", 933, "NVIDIA"),
          new Entry("a10", 600, "NVIDIA"),
          new Entry("l40s", 864, "NVIDIA"),
          new Entry("l40", 864, "NVIDIA"),
          new Entry("l4", 300, "NVIDIA"),
          new Entry("v100", 900, "NVIDIA"),
          new Entry("t4", 320, "NVIDIA"),
          new Entry("rtx 6000 ada", 960, "NVIDIA"),
          new Entry("rtx a6000", 768, "NVIDIA"),
          new Entry("rtx a5000", 768, "NVIDIA"),
          new Entry("rtx a4000", 448, "NVIDIA"),
          new Entry("rtx 5090", 1792, "NVIDIA"),
          new Entry("rtx 5080", 960, "NVIDIA"),
          new Entry("rtx 5070 ti", 896, "NVIDIA"),
          new Entry("rtx 5070", 672, "NVIDIA"),
          new Entry("rtx 5060 ti", 448, "NVIDIA"),
          new Entry("rtx 5060", 448, "NVIDIA"),
          new Entry("rtx 4090", 1008, "NVIDIA"),
          new Entry("rtx 4080 super", 736, "NVIDIA"),
          new Entry("rtx 4080", 716, "NVIDIA"),
          new Entry("rtx 4070 ti super", 672, "NVIDIA"),
          new Entry("rtx 4070 ti", 504, "NVIDIA"),
          new Entry("rtx 4070", 504, "NVIDIA"),
          new Entry("rtx 4060 ti", 288, "NVIDIA"),
          new Entry("rtx 4060", 272, "NVIDIA"),
          new Entry("rtx 3090 ti", 1008, "NVIDIA"),
          new Entry("rtx 3090", 936, "NVIDIA"),
          new Entry("rtx 3080 ti", 912, "NVIDIA"),
          new Entry("rtx 3080", 760, "NVIDIA"),
          new Entry("rtx 3070", 448, "NVIDIA"),
          new Entry("rtx 3060", 360, "NVIDIA"),
          new Entry("rtx 2080 ti", 616, "NVIDIA"),
          new Entry("gtx 1080 ti", 484, "NVIDIA"),
          new Entry("mi300x", 5300, "AMD"),
          new Entry("mi250x", 3277, "AMD"),
          new Entry("mi210", 1638, "AMD"),
          new Entry("rx 9070 xt", 640, "AMD"),
          new Entry("rx 7900 xtx", 960, "AMD"),
          new Entry("rx 7900 xt", 800, "AMD"),
          new Entry("rx 7800 xt", 624, "AMD"),
          new Entry("rx 6900 xt", 512, "AMD"),
          new Entry("rx 6800 xt", 512, "AMD"),
          new Entry("arc a770", 560, "Intel"),
          new Entry("arc b580", 456, "Intel"),
          new Entry("m1 ultra", 800, "Apple"),
          new Entry("m1 max", 400, "Apple"),
          new Entry("m1 pro", 200, "Apple"),
          new Entry("m1", 68, "Apple"),
          new Entry("m2 ultra", 800, "Apple"),
          new Entry("m2 max", 400, "Apple"),
          new Entry("m2 pro", 200, "Apple"),
          new Entry("m2", 100, "Apple"),
          new Entry("m3 ultra", 819, "Apple"),
          new Entry("m3 max", 300, "Apple"),
          new Entry("m3 pro", 150, "Apple"),
          new Entry("m3", 100, "Apple"),
          new Entry("m4 max", 410, "Apple"),
          new Entry("m4 pro", 273, "Apple"),
          new Entry("m4", 120, "Apple"),
          new Entry("m5 pro", 307, "Apple"),
          new Entry("m5", 153, "Apple"));

  private Accelerators() {}

  /**
   * The figure of an accelerator; empty when it is not in the table. The longest name in it that
   * the accelerator's own name contains, word by word, counts.
   *
   * @param name as its driver calls it, such as {@code NVIDIA GeForce RTX 4090}
   */
  public static Optional<SpeedBasis.Published> named(String name) {
    String words = " " + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip() + " ";
    return ENTRIES.stream()
        .filter(entry -> words.contains(" " + entry.name() + " "))
        .filter(entry -> !entry.maker().equals("Apple") || words.contains(" apple "))
        .max((a, b) -> Integer.compare(a.name().length(), b.name().length()))
        .map(
            entry ->
                new SpeedBasis.Published(
                    name.strip(), entry.gigabytes() * 1e9, entry.maker() + "'s specification"));
  }
}
