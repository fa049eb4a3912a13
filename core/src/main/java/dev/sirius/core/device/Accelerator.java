package dev.sirius.core.device;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;

/**
 * A graphics card or other accelerator that a model could be put on.
 *
 * @param name as its driver calls it
 * @param vendor who made it
 * @param totalMemory its memory; for unified memory what it may take of the main memory
 * @param freeMemory what of it is free now
 * @param unifiedMemory whether it shares the main memory
 */
public record Accelerator(
    String name,
    Vendor vendor,
    Fact<ByteSize> totalMemory,
    Fact<ByteSize> freeMemory,
    Fact<Boolean> unifiedMemory) {

  /** Makers of accelerators. */
  public enum Vendor {
    NVIDIA,
    AMD,
    INTEL,
    APPLE,
    OTHER
  }

  public Accelerator {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an accelerator's name is blank; give it one");
    }
    requireNonNull(vendor, "vendor");
    requireNonNull(totalMemory, "totalMemory");
    requireNonNull(freeMemory, "freeMemory");
    requireNonNull(unifiedMemory, "unifiedMemory");
  }
}
