package dev.sirius.core.plan;

/** Where a model's memory fits. */
public enum Fit {
  /** Wholly on the accelerator. */
  ACCELERATOR("on the accelerator"),
  /** Some layers on the accelerator, the others in main memory. */
  SPLIT("split between accelerator and memory"),
  /** In main memory. */
  MEMORY("in memory"),
  /** Nowhere. */
  NOWHERE("too large"),
  /** The device's memory is not known. */
  UNKNOWN("not known");

  private final String text;

  Fit(String text) {
    this.text = text;
  }

  /** For people. */
  public String text() {
    return text;
  }

  public boolean fits() {
    return this == ACCELERATOR || this == SPLIT || this == MEMORY;
  }
}
