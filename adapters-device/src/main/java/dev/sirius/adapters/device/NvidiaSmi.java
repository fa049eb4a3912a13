package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.device.Memory;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks NVIDIA's own tool for the cards, and reads its answer. */
final class NvidiaSmi {

  private static final String SOURCE = "nvidia-smi";
  private static final List<String> COMMAND =
      List.of(SOURCE, "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits");
  private static final int MOST_CARDS = 64;

  /** The exit code for a driver that works and has no card, says NVIDIA's manual of the tool. */
  private static final int NO_DEVICE = 6;

  /** Boards whose graphics work in the main memory; the tool tells no memory of theirs. */
  private static final List<String> BOARDS = List.of("nvgpu", "GB10", "Orin", "Xavier", "Thor");

  private NvidiaSmi() {}

  /**
   * The cards that the tool tells of; empty when there is no such tool.
   *
   * @param memory the main memory, which some boards share
   */
  static Optional<Fact<List<Accelerator>>> cards(Tool tool, Memory memory) {
    Tool.Outcome outcome = tool.run(COMMAND);
    if (outcome instanceof Tool.Outcome.Said said) {
      return Optional.of(
          parse(said.output(), memory)
              .map(cards -> Fact.known(cards, SOURCE))
              .orElseGet(
                  () ->
                      Fact.unknown(
                          "nvidia-smi says what cannot be read; run it by hand and look")));
    }
    if (outcome instanceof Tool.Outcome.Refused refused) {
      return Optional.of(
          refused.exitCode() == NO_DEVICE
              ? Fact.known(List.of(), SOURCE)
              : Fact.unknown(
                  "nvidia-smi ended with exit code "
                      + refused.exitCode()
                      + (refused.output().isBlank()
                          ? ""
                          : ": " + SafeText.oneLine(refused.output(), 120))));
    }
    return outcome instanceof Tool.Outcome.Failed failed
        ? Optional.of(Fact.unknown(failed.reason()))
        : Optional.empty();
  }

  /**
   * The cards in an answer, a line each: name, total and free MiB; empty when it is none.
   *
   * @param memory the main memory, which some boards share
   */
  static Optional<List<Accelerator>> parse(String output, Memory memory) {
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
      boolean shared = !isNumber(total) && BOARDS.stream().anyMatch(name::contains);
      cards.add(
          shared
              ? new Accelerator(
                  name, Vendor.NVIDIA, memory.total(), memory.available(), Fact.known(true, SOURCE))
              : new Accelerator(name, Vendor.NVIDIA, size(total), size(free), own(total)));
    }
    return Optional.of(cards);
  }

  private static boolean isCell(String text) {
    return isNumber(text) || text.matches("\\[.{1,40}]|N/A|Not Supported");
  }

  private static boolean isNumber(String text) {
    return text.matches("\\d{1,9}");
  }

  private static Fact<ByteSize> size(String text) {
    return isNumber(text)
        ? Fact.known(ByteSize.ofMiB(Long.parseLong(text)), SOURCE)
        : Fact.unknown("nvidia-smi answers " + text);
  }

  private static Fact<Boolean> own(String total) {
    return isNumber(total)
        ? Fact.known(false, SOURCE)
        : Fact.unknown("nvidia-smi tells no memory of it");
  }
}
