package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.plan.shape.Trait;

/** How attention is computed in a run. */
final class Attention {
  private Attention() {}

  /** Whether attention is one operation, so that values lie row by row in the cache. */
  static boolean isFused(ModelShape shape, RunOptions run) {
    return run.flashAttention() != FlashAttention.OFF && !shape.has(Trait.NO_FLASH_ATTENTION);
  }
}
