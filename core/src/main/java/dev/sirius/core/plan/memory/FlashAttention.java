package dev.sirius.core.plan.memory;

/** Whether attention is one fused operation, which spares the memory of all its scores. */
public enum FlashAttention {
  /** Wherever the runtime can: on a processor for all architectures but those that it refuses. */
  AUTO,
  ON,
  OFF
}
