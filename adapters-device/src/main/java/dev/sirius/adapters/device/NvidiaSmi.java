package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks NVIDIA's own tool for the cards, and reads its answer. */
final class NvidiaSmi {

  private static final List<String> COMMAND =
      List.of(
          "nvidia-smi",
          "--query-gpu=name,memory.total,memory.free",
          "--format=csv,noheader,nounits");
  private static final int MOST_CARDS = 64;

  private NvidiaSmi() {}

  static Tool.Outcome ask(Tool tool) {
    return tool.run(COMMAND);
  }

  /** The cards in an answer, a line each: name, total and free MiB; empty when it is none. */
  static Optional<List<Accelerator>> parse(String output) {
    List<Accelerator> cards = new ArrayList<>();
    for (String line : output.lines().filter(text -> !text.isBlank()).toList()) {
      String[] cells = line.split(",");
      if (cells.length < 3 || cards.size() == MOST_CARDS) {
        return Optional.empty();
      }
      String free = cells[cells.length - 1].strip();
      String total = cells[cells.length - 2].strip();
      String name =
          SafeText.oneLine(String.join(",", List.of(cells).subList(0, cells.length - 2)), 100);
      if (name.isBlank() || !isCell(total) || !isCell(free)) {
        return Optional.empty();
      }
      boolean shared = !isNumber(total);
      cards.add(
          new Accelerator(
              name,
              Accelerator.Vendor.NVIDIA,
              size(total),
              size(free),
              // Boards whose graphics share the main memory answer [N/A].
              shared
                  ? Fact.unknown("nvidia-smi tells no memory of it")
                  : Fact.known(false, "nvidia-smi")));
    }
    return Optional.of(cards);
  }

  private static boolean isCell(String text) {
    return isNumber(text) || text.matches("\\[.{1,40}]");
  }

  private static boolean isNumber(String text) {
    return text.matches("\\d{1,9}");
  }

  private static Fact<ByteSize> size(String text) {
    return isNumber(text)
        ? Fact.known(ByteSize.ofMiB(Long.parseLong(text)), "nvidia-smi")
        : Fact.unknown("nvidia-smi answers " + text);
  }
}
