package dev.sirius.core.plan.speed;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Memory bandwidths of accelerators, in 10^9 bytes a second, each with the page that it was read
 * from; what no page was found for is not here. Of a chip sold with several bandwidths the lowest
 * stands here. None was measured.
 */
public final class Accelerators {

  private static final String ACECLOUD = "acecloud.ai/blog/nvidia-b200-vs-h200-h100-a100";
  private static final String KLOCKWOOD = "glennklockwood.com/garden/processors/A100";
  private static final String LLMBOOK = "llmbook.apartsin.com, appendix G.1";
  private static final String SYSRQMTS = "sysrqmts.com/gpus";
  private static final String CHEAT_SHEET = "inferenceengineering.tech/cheat-sheets/hardware";
  private static final String SERVE_THE_HOME =
      "servethehome.com/nvidia-rtx-a6000-48gb-gpu-drops-quadro-designation";
  private static final String DATA_SHEET = "data sheet repeated at ecer.com";
  private static final String TWEAKTOWN_50 = "tweaktown.com/news/102469";
  private static final String TECH_FEED = "thetechfeed.site/rtx-50-series-compared-to-prior-gen";
  private static final String GURU3D = "guru3d.com/story/rumored-nvidia-rtx-5090-specs";
  private static final String AROGED = "aroged.com/2024/08/05";
  private static final String TWEAKTOWN_SUPER = "tweaktown.com/news/95247";
  private static final String TWEAKTOWN_3090 = "tweaktown.com/news/84164";
  private static final String TOMS =
      "tomshardware.com/uk/news/nvidia-driver-geforce-rtx-3080-ti-ampere-gpu";
  private static final String CPUTRONIC =
      "cputronic.com/gpu/compare/nvidia-geforce-rtx-3060-vs-nvidia-geforce-gtx-1080";
  private static final String SILICONCAT = "siliconcat.net/gpu/amd-radeon-instinct-mi250x";
  private static final String FPSBENCH = "fpsbench.com/compare/gpu";
  private static final String OVERCLOCKING =
      "en.overclocking.com/review-amd-radeon-rx-7900-xt-and-rx-7900-xtx";
  private static final String PCBENCH =
      "pcbench.net/compare/gpus/amd-radeon-rx-6800-vs-intel-arc-b580";
  private static final String LLMCHECK = "llmcheck.net/blog/apple-silicon-memory-bandwidth-llm";
  private static final String LOCARA = "locara.dev/docs/notes/mac-hardware-lineup";
  private static final String GOOD_NEWS =
      "goodnewsapodcast.com/apples-m4-m4-pro-and-m4-max-compared";
  private static final String HACKER_NEWS = "news.ycombinator.com item 47296378";
  private static final String PKPRESS = "pkpressclub.com/professional-versions-of-apples-m5-chip";

  private record Entry(String name, double gigabytes, String source) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("b200", 8000, ACECLOUD),
          new Entry("h200", 4800, ACECLOUD),
          new Entry("h100 sxm", 3350, ACECLOUD),
          new Entry("h100 80gb hbm3", 3350, ACECLOUD),
          new Entry("a100 sxm4 80gb", 2039, KLOCKWOOD),
          new Entry("a100", 1555, KLOCKWOOD),
          new Entry("l40s", 864, LLMBOOK),
          new Entry("mi300x", 5300, LLMBOOK),
          new Entry("a40", 696, SYSRQMTS),
          new Entry("t4", 320, SYSRQMTS),
          new Entry("l4", 300, CHEAT_SHEET),
          new Entry("rtx a6000", 768, SERVE_THE_HOME),
          new Entry("rtx a4000", 448, DATA_SHEET),
          new Entry("rtx 5090", 1792, TWEAKTOWN_50),
          new Entry("rtx 5080", 960, TWEAKTOWN_50),
          new Entry("rtx 5070 ti", 896, TWEAKTOWN_50),
          new Entry("rtx 5070", 672, TECH_FEED),
          new Entry("rtx 4090", 1008, TECH_FEED),
          new Entry("rtx 4080 super", 736, TWEAKTOWN_SUPER),
          new Entry("rtx 4080", 717, GURU3D),
          new Entry("rtx 4070 ti", 504, GURU3D),
          new Entry("rtx 4060 ti", 288, GURU3D),
          new Entry("rtx 4060", 272, GURU3D),
          new Entry("rtx 4070", 480, AROGED),
          new Entry("rtx 3090 ti", 1008, TWEAKTOWN_3090),
          new Entry("rtx 3090", 936, TOMS),
          new Entry("rtx 3080", 760, TOMS),
          new Entry("rtx 3070", 448, TOMS),
          new Entry("rx 6900 xt", 512, TOMS),
          new Entry("rtx 3060", 360, CPUTRONIC),
          new Entry("gtx 1080", 320, CPUTRONIC),
          new Entry("mi250x", 3277, SILICONCAT),
          new Entry("rx 9070 xt", 644, FPSBENCH),
          new Entry("rx 7900 xtx", 960, OVERCLOCKING),
          new Entry("rx 7900 xt", 800, OVERCLOCKING),
          new Entry("rx 6800", 512, PCBENCH),
          new Entry("arc b580", 456, PCBENCH),
          new Entry("apple m1 ultra", 800, LLMCHECK),
          new Entry("apple m1 max", 400, LLMCHECK),
          new Entry("apple m1 pro", 200, LLMCHECK),
          new Entry("apple m1", 68, LLMCHECK),
          new Entry("apple m2 ultra", 800, LLMCHECK),
          new Entry("apple m2 max", 400, LLMCHECK),
          new Entry("apple m2 pro", 200, LLMCHECK),
          new Entry("apple m2", 100, LLMCHECK),
          new Entry("apple m3 pro", 150, LLMCHECK),
          new Entry("apple m3", 100, LLMCHECK),
          new Entry("apple m4 pro", 273, LLMCHECK),
          new Entry("apple m4", 120, LLMCHECK),
          new Entry("apple m3 ultra", 819, HACKER_NEWS),
          new Entry("apple m3 max", 300, LOCARA),
          new Entry("apple m4 max", 410, GOOD_NEWS),
          new Entry("apple m5", 153, PKPRESS));

  /** Names that contain another one's, of which nothing is known. */
  private static final List<String> NOT_FOUND =
      List.of(
          "h100",
          "a100 80gb",
          "rtx 5060",
          "rtx 4070 ti super",
          "rtx 4070 super",
          "rtx 3080 ti",
          "rtx 3070 ti",
          "rtx 3060 ti",
          "gtx 1080 ti",
          "rx 6800 xt",
          "rx 7900 gre",
          "rx 9070",
          "apple m4 ultra",
          "apple m5 pro",
          "apple m5 max",
          "apple m5 ultra");

  /** Words of names of portable variants, which share a name and are slower. */
  private static final List<String> PORTABLE = List.of(" laptop ", " mobile ", " max q ");

  private Accelerators() {}

  /**
   * The figure of an accelerator; empty when it is not in the table. The longest name in it that
   * the accelerator's own name contains, word by word, counts.
   *
   * @param name as its driver calls it, such as {@code NVIDIA GeForce RTX 4090}
   */
  public static Optional<SpeedBasis.Published> named(String name) {
    String words = " " + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip() + " ";
    if (PORTABLE.stream().anyMatch(words::contains)) {
      return Optional.empty();
    }
    int notFound =
        NOT_FOUND.stream()
            .filter(other -> words.contains(" " + other + " "))
            .mapToInt(String::length)
            .max()
            .orElse(0);
    return ENTRIES.stream()
        .filter(entry -> words.contains(" " + entry.name() + " "))
        .max((a, b) -> Integer.compare(a.name().length(), b.name().length()))
        .filter(entry -> entry.name().length() > notFound)
        .map(
            entry ->
                new SpeedBasis.Published(name.strip(), entry.gigabytes() * 1e9, entry.source()));
  }
}
