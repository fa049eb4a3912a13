package dev.sirius.core.plan.graph;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;

/**
 * A tensor of a graph: its shape, what it is computed from, and where it lives.
 *
 * <p>A shape has four dimensions, the row length first; a step is the distance in bytes between
 * neighbours along a dimension. Made by {@link Graph} alone.
 */
public final class Node {

  /** Where a tensor's bytes are. */
  enum Home {
    /** Outside the buffer: a weight or a cache. */
    OUTSIDE,
    /** In the buffer from the start, written before the computation. */
    INPUT,
    /** In the buffer from the moment it is computed until its last use. */
    COMPUTED,
    /** In another tensor's bytes. */
    VIEW
  }

  static final int DIMENSIONS = 4;

  private final Home home;
  private final Element element;
  private final long[] shape;
  private final long[] steps;
  private final boolean overwritesSource;
  private final Node root;
  private final List<Node> sources;
  private boolean output;

  /** A tensor with bytes of its own, without gaps. */
  Node(Home home, Element element, long[] shape, boolean overwritesSource, List<Node> sources) {
    this.home = home;
    this.element = requireNonNull(element, "element");
    this.shape = shape;
    this.steps = packed(element, shape);
    this.overwritesSource = overwritesSource;
    this.root = this;
    this.sources = sources;
  }

  /** A tensor in another one's bytes. */
  Node(Node of, long[] shape, long[] steps, List<Node> sources) {
    this.home = Home.VIEW;
    this.element = of.element;
    this.shape = shape;
    this.steps = steps;
    this.overwritesSource = false;
    this.root = of.root;
    this.sources = sources;
  }

  /** Elements along a dimension, 0 to 3. */
  public long size(int dimension) {
    return shape[dimension];
  }

  /** Bytes between neighbours along a dimension, 0 to 3. */
  public long step(int dimension) {
    return steps[dimension];
  }

  public Element element() {
    return element;
  }

  /** Number of elements. */
  public long elements() {
    long product = 1;
    for (long size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  /** Bytes from the first element to the end of the last one. */
  public long bytes() {
    long bytes = element.bytes();
    for (int i = 0; i < DIMENSIONS; i++) {
      if (shape[i] == 0) {
        return 0;
      }
      bytes = Math.addExact(bytes, Math.multiplyExact(shape[i] - 1, steps[i]));
    }
    return bytes;
  }

  /** Whether elements follow each other without gaps, the first dimension fastest. */
  boolean isContiguous() {
    return Arrays.equals(steps, packed(element, shape));
  }

  Home home() {
    return home;
  }

  /** Whether the operation may write its result over one of its sources. */
  boolean overwritesSource() {
    return overwritesSource;
  }

  /** The tensor in whose bytes a view lies; itself for the others. */
  Node root() {
    return root;
  }

  List<Node> sources() {
    return sources;
  }

  /** Whether it is read after the computation, so that its bytes are never given to another. */
  boolean isOutput() {
    return output;
  }

  /** Keeps the tensor to be read after the computation. */
  public void markOutputOnly() {
    output = true;
  }

  boolean hasLayoutOf(Node other) {
    return element == other.element
        && Arrays.equals(shape, other.shape)
        && Arrays.equals(steps, other.steps);
  }

  /** The elements along all four dimensions. */
  public long[] shape() {
    return shape.clone();
  }

  long[] steps() {
    return steps.clone();
  }

  /** The steps of a tensor without gaps. */
  static long[] packed(Element element, long[] shape) {
    long[] steps = new long[DIMENSIONS];
    steps[0] = element.bytes();
    for (int i = 1; i < DIMENSIONS; i++) {
      steps[i] = Math.multiplyExact(steps[i - 1], shape[i - 1]);
    }
    return steps;
  }
}
