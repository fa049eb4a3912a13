package dev.sirius.core.plan.graph;

/**
 * The number formats of what a graph computes; weights and caches have their own and take no room.
 */
public enum Element {
  F32(4),
  F16(2),
  I32(4),
  I64(8);

  private final int bytes;

  Element(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }
}
