package dev.sirius.core.plan.shape;

/** What one layer keeps of the text between calls. */
public sealed interface CachePart {

  /** The layer that keeps it, counted from 0. */
  int layer();

  /**
   * Keys and values, one row each for every token kept.
   *
   * @param keyWidth elements of a key row
   * @param valueWidth elements of a value row; 0 when values are part of the keys
   * @param paddedValueWidth elements of a value row when values lie transposed, which all layers'
   *     widest decides; 0 when there are no values
   * @param windowed whether only a window's tokens are kept
   * @param ratio tokens that share one row, 1 as a rule
   */
  record Rows(
      int layer, long keyWidth, long valueWidth, long paddedValueWidth, boolean windowed, int ratio)
      implements CachePart {}

  /**
   * A state of fixed size for each sequence, in 32-bit floats.
   *
   * @param elements numbers of a state
   */
  record State(int layer, long elements) implements CachePart {}
}
