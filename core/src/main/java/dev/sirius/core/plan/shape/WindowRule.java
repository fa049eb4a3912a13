package dev.sirius.core.plan.shape;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which layers of an architecture look back over a window only.
 *
 * @param condition when there are windows at all
 * @param period of so many layers one looks back over everything; the file may say another number,
 *     or name the layers; 0 when the file must name them
 * @param fullFirst whether that one is the first of its period, not the last
 * @param fixed the window, in tokens, when the file says none
 */
record WindowRule(Condition condition, int period, boolean fullFirst, OptionalLong fixed) {

  /** When an architecture's layers have windows. */
  enum Condition {
    /** Always; without a window of its own the file's is needed. */
    ALWAYS,
    /** If the file gives a window above 0. */
    IF_WINDOW,
    /** Unless the file gives a window of 0; the fixed window counts, whatever the file says. */
    UNLESS_ZERO,
    /** If the file gives a window above 0; the fixed window counts, whatever the file says. */
    FIXED_IF_WINDOW,
    /** In models of 64 layers. */
    IF_64_LAYERS,
    /** If the file gives a window above 0, in all layers with attention. */
    ALL_IF_WINDOW
  }

  private static final String WINDOW = "attention.sliding_window";
  private static final String PATTERN = "attention.sliding_window_pattern";

  WindowRule {
    requireNonNull(condition, "condition");
    requireNonNull(fixed, "fixed");
  }

  static WindowRule always(int period) {
    return new WindowRule(Condition.ALWAYS, period, false, OptionalLong.empty());
  }

  static WindowRule ifWindow(int period) {
    return new WindowRule(Condition.IF_WINDOW, period, false, OptionalLong.empty());
  }

  WindowRule withFullLayerFirst() {
    return new WindowRule(condition, period, true, fixed);
  }

  WindowRule withDefault(long tokens) {
    return new WindowRule(condition, period, fullFirst, OptionalLong.of(tokens));
  }

  WindowRule when(Condition other) {
    return new WindowRule(other, period, fullFirst, fixed);
  }

  /**
   * The window in tokens; empty when this model has none.
   *
   * @throws MetadataException when the architecture needs a window and the file gives none
   */
  OptionalLong window(ModelFacts facts) {
    OptionalLong stated = facts.uint(WINDOW);
    boolean some = stated.isPresent() && stated.getAsLong() > 0;
    return switch (condition) {
      case ALWAYS -> {
        if (stated.isEmpty() && fixed.isEmpty()) {
          throw new MetadataException(
              facts.key(WINDOW), "is missing; the window's tokens are needed");
        }
        yield stated.isPresent() ? stated : fixed;
      }
      case IF_WINDOW, ALL_IF_WINDOW -> some ? stated : OptionalLong.empty();
      case UNLESS_ZERO -> stated.isPresent() && !some ? OptionalLong.empty() : fixed;
      case FIXED_IF_WINDOW -> some ? fixed : OptionalLong.empty();
      case IF_64_LAYERS ->
          facts.blockCount() != 64 ? OptionalLong.empty() : stated.isPresent() ? stated : fixed;
    };
  }

  /** Which of the first {@code layers} layers have the window, when there is one. */
  List<Boolean> windowed(ModelFacts facts, int layers) {
    if (facts.metadata().get(facts.key(PATTERN)).orElse(null) instanceof GgufValue.Sequence) {
      return facts.flagPerBlock(PATTERN).orElseThrow();
    }
    if (period == 0 && facts.uint(PATTERN).isEmpty()) {
      throw new MetadataException(
          facts.key(PATTERN), "is missing; the layers that have a window are needed");
    }
    long every = condition == Condition.ALL_IF_WINDOW ? 0 : facts.uint(PATTERN).orElse(period);
    List<Boolean> windowed = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      windowed.add(every == 0 || (fullFirst ? layer % every != 0 : layer % every != every - 1));
    }
    return windowed;
  }
}
