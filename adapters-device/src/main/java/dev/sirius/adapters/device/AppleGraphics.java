package dev.sirius.adapters.device;

import dev.sirius.core.device.Accelerator;
import dev.sirius.core.device.Accelerator.Vendor;
import dev.sirius.core.device.Memory;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Optional;

/**
 * The graphics of Apple's own processors. They work in the main memory, of which they may hold so
 * much: what an administrator set ({@code iogpu.wired_limit_mb}, MiB, 0 for the default), else two
 * thirds, or three quarters from 36 GiB on. That default is what Metal recommended as working set
 * on such machines ({@code recommendedMaxWorkingSetSize}: 10.7 of 16 GiB, 27 of 36, 48 of 64);
 * later systems recommend more.
 */
final class AppleGraphics {

  private static final String SETTING = "iogpu.wired_limit_mb";
  private static final ByteSize LARGE = ByteSize.ofGiB(36);

  private AppleGraphics() {}

  /**
   * The accelerator.
   *
   * @param processor the processor's name, which is that of the graphics too
   */
  static Accelerator of(Fact<String> processor, Memory memory, Tool tool) {
    Fact<ByteSize> share = limit(tool, memory).orElseGet(() -> usual(memory));
    Fact<ByteSize> free =
        share.toOptional().isEmpty()
            ? share
            : memory.available().map(size -> size.min(share.toOptional().orElseThrow()));
    return new Accelerator(
        processor.toOptional().orElse("Apple graphics"),
        Vendor.APPLE,
        share,
        free,
        Fact.known(true, "Apple's processors"));
  }

  private static Fact<ByteSize> usual(Memory memory) {
    return memory
        .total()
        .fold(
            (total, source) -> {
              boolean large = total.compareTo(LARGE) >= 0;
              long part = large ? total.bytes() / 4 * 3 : total.bytes() / 3 * 2;
              return Fact.known(
                  new ByteSize(part), "macOS' usual " + (large ? "3/4" : "2/3") + " of the memory");
            },
            Fact::unknown);
  }

  private static Optional<Fact<ByteSize>> limit(Tool tool, Memory memory) {
    if (tool.run(List.of("sysctl", "-n", SETTING)) instanceof Tool.Outcome.Said said) {
      String text = said.output().strip();
      if (text.matches("[1-9]\\d{0,8}")) {
        ByteSize set = ByteSize.ofMiB(Long.parseLong(text));
        return Optional.of(
            Fact.known(memory.total().toOptional().map(set::min).orElse(set), SETTING));
      }
    }
    return Optional.empty();
  }
}
