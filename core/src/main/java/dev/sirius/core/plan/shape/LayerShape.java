package dev.sirius.core.plan.shape;

/**
 * A layer.
 *
 * @param index counted from 0
 * @param heads query heads; 0 when there is no attention
 * @param keyValueHeads heads that keys and values have, shared by the query heads
 * @param keyLength elements of a head's query and key
 * @param valueLength elements of a head's value
 * @param windowed whether attention looks back over the window only
 * @param recurrent whether a recurrent state stands in attention's place
 * @param ownCache whether it has keys and values of its own, rather than an earlier layer's
 */
public record LayerShape(
    int index,
    int heads,
    int keyValueHeads,
    int keyLength,
    int valueLength,
    boolean windowed,
    boolean recurrent,
    boolean ownCache) {

  /** Elements of all heads' queries of a token. */
  public long queryWidth() {
    return Math.multiplyExact((long) heads, keyLength);
  }

  /** Elements of all heads' keys of a token. */
  public long keyWidth() {
    return Math.multiplyExact((long) keyValueHeads, keyLength);
  }

  /** Elements of all heads' values of a token. */
  public long valueWidth() {
    return Math.multiplyExact((long) keyValueHeads, valueLength);
  }
}
