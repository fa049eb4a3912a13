package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.SafeText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What OSHI's few words about a graphics card mean. */
final class OshiCard {

  private static final String SOURCE = "OSHI";

  /**
   * A registry field of 32 bits ends here, so a figure between these two says nothing: the card may
   * have any more.
   */
  private static final long SHORT_FIELD_FROM = 4095L << 20;

  private static final long SHORT_FIELD_UNTIL = 1L << 32;

  private static final List<String> VIRTUAL =
      List.of(
          "virtual",
          "basic render",
          "basic display",
          "remote",
          "vmware",
          "virtio",
          "qxl",
          "cirrus",
          "bochs",
          "hyper-v",
          "parallels",
          "parsec",
          "displaylink",
          "citrix",
          "aspeed",
          "matrox");

  private OshiCard() {}

  /**
   * The accelerator; empty for a virtual display, and for a console's.
   *
   * @param name as its driver calls it
   * @param vendor its maker, with or without a number
   * @param bytes its memory; 0 when OSHI cannot tell
   */
  static Optional<Accelerator> read(String name, String vendor, long bytes) {
    String words = (name + " " + vendor).toLowerCase(Locale.ROOT);
    if (name.isBlank() || VIRTUAL.stream().anyMatch(words::contains)) {
      return Optional.empty();
    }
    Vendor maker = maker(words);
    boolean shared = sharesMainMemory(words, maker);
    return Optional.of(
        new Accelerator(
            SafeText.oneLine(name, 100),
            maker,
            shared ? Fact.unknown("it takes main memory; how much, OSHI cannot tell") : own(bytes),
            Fact.unknown("OSHI tells no free memory of a card"),
            Fact.known(shared, SOURCE)));
  }

  private static Fact<ByteSize> own(long bytes) {
    if (bytes <= 0) {
      return Fact.unknown("OSHI tells no memory of this card");
    }
    return bytes >= SHORT_FIELD_FROM && bytes < SHORT_FIELD_UNTIL
        ? Fact.unknown("OSHI's figure ends at 4 GiB; the card may have more")
        : Fact.known(new ByteSize(bytes), SOURCE);
  }

  private static Vendor maker(String words) {
    if (words.contains("nvidia") || words.contains("geforce") || words.contains("0x10de")) {
      return Vendor.NVIDIA;
    }
    if (words.contains("radeon")
        || words.contains("advanced micro")
        || words.matches(".*\\bamd\\b.*")
        || words.contains("0x1002")) {
      return Vendor.AMD;
    }
    if (words.contains("intel") || words.contains("0x8086")) {
      return Vendor.INTEL;
    }
    return words.contains("apple") ? Vendor.APPLE : Vendor.OTHER;
  }

  /**
   * Graphics within a processor: all of Apple's; Intel's but for its Arc cards, which a letter and
   * three digits name; AMD's without a model number of a card.
   */
  private static boolean sharesMainMemory(String words, Vendor maker) {
    return switch (maker) {
      case APPLE -> true;
      case INTEL -> !words.matches(".*\\barc(\\(tm\\))?( pro)? [ab]\\d{2,3}m?\\b.*");
      case AMD -> !words.matches(".*\\b(rx|r[579]|pro|w\\d{4}|vii|instinct|fire\\w+)\\b.*");
      default -> false;
    };
  }
}
