package dev.sirius.core.plan.graph;

import dev.sirius.core.plan.graph.Node.Home;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Builds a computation tensor by tensor and says how large a buffer it needs.
 *
 * <p>The operations are those of ggml that llama.cpp's models are made of, each with the shape of
 * its result; their names are the field's own. {@link #require} fixes the order: a required tensor
 * is computed after what it is computed from and after all that was required before it.
 */
public final class Graph {

  private final List<Node> leaves = new ArrayList<>();
  private final List<Node> computed = new ArrayList<>();
  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  // ---- what is there from the start

  /** A weight or a cache: it is read, but lies outside the buffer. */
  public Node outside(long... shape) {
    return outside(Element.F32, shape);
  }

  public Node outside(Element element, long... shape) {
    long[] full = full(shape);
    return new Node(Home.OUTSIDE, element, full, false, List.of());
  }

  /** A tensor that the caller fills before the computation. */
  public Node input(Element element, long... shape) {
    long[] full = full(shape);
    return new Node(Home.INPUT, element, full, false, List.of());
  }

  // ---- order

  /** Computes a tensor next, with all that it needs and that is not there yet. */
  public void require(Node node) {
    if (!seen.add(node)) {
      return;
    }
    for (Node source : node.sources()) {
      require(source);
    }
    boolean leaf = node.home() == Home.INPUT || node.home() == Home.OUTSIDE;
    (leaf ? leaves : computed).add(node);
  }

  /** Computes a tensor, and keeps it to be read after the computation. */
  public void requireAsOutput(Node node) {
    node.root().markOutputOnly();
    node.markOutputOnly();
    require(node);
  }

  /** Bytes of the buffer in which all required tensors can be computed in order. */
  public long bufferBytes() {
    return new BufferLayout(leaves, computed).bytes();
  }

  // ---- operations that always get bytes of their own

  /** The product of a matrix with each column: as many rows as the matrix has. */
  public Node product(Node matrix, Node columns) {
    return fresh(
        Element.F32,
        new long[] {matrix.size(1), columns.size(1), columns.size(2), columns.size(3)},
        matrix,
        columns);
  }

  /** The product of chosen matrices of a stack with each column. */
  public Node chosenProduct(Node stack, Node columns, Node choice) {
    return fresh(
        Element.F32,
        new long[] {stack.size(1), choice.size(0), columns.size(2), 1},
        stack,
        columns,
        choice);
  }

  /** Rows of a table. */
  public Node rows(Node table, Node indices) {
    return fresh(
        table.element() == Element.I32 ? Element.I32 : Element.F32,
        new long[] {table.size(0), indices.size(0), indices.size(1), indices.size(2)},
        table,
        indices);
  }

  /** Any result of the first source's shape, without gaps. */
  public Node like(Node first, Node... others) {
    return fresh(first.element(), first.shape(), with(first, others));
  }

  /** Any result of another shape. */
  public Node fresh(Element element, long[] shape, Node... sources) {
    long[] full = full(shape);
    return new Node(Home.COMPUTED, element, full, false, List.of(sources));
  }

  /** A copy without gaps. */
  public Node packed(Node node) {
    return fresh(node.element(), node.shape(), node);
  }

  /** A copy without gaps in another shape. */
  public Node packed(Node node, long... shape) {
    return fresh(node.element(), shape, node);
  }

  /** A gated activation of two tensors of one shape. */
  public Node gated(Node gate, Node up) {
    return like(gate, up);
  }

  /** A gated activation whose halves lie in one row. */
  public Node gatedHalves(Node both) {
    long[] shape = both.shape();
    shape[0] /= 2;
    return fresh(both.element(), shape, both);
  }

  /** Mean and variance taken out of each row; unlike {@link #inPlace} it never overwrites. */
  public Node layerNorm(Node node) {
    return like(node);
  }

  /** The sum of each row. */
  public Node rowSums(Node node) {
    long[] shape = node.shape();
    shape[0] = 1;
    return fresh(Element.F32, shape, node);
  }

  /** The indices of each row's largest elements, a view of all indices in order. */
  public Node largest(Node node, long count) {
    Node order = fresh(Element.I32, node.shape(), node);
    return view(
        order,
        new long[] {count, node.size(1), node.size(2), node.size(3)},
        new long[] {order.step(1), order.step(2), order.step(3)});
  }

  /** One tensor after another along a dimension. */
  public Node joined(int dimension, Node first, Node second) {
    long[] shape = first.shape();
    shape[dimension] = Math.addExact(shape[dimension], second.size(dimension));
    return fresh(first.element(), shape, first, second);
  }

  /**
   * Attention in one operation: queries and keys with heads last, the result with heads second. The
   * mask is the last of the sources.
   */
  public Node flashAttention(Node queries, Node keys, Node values, Node mask) {
    return fresh(
        Element.F32,
        new long[] {values.size(0), queries.size(2), queries.size(1), queries.size(3)},
        queries,
        keys,
        values,
        mask);
  }

  // ---- operations that may write over a source of the same layout

  /** A result of the first source's shape that may take a source's place. */
  public Node inPlace(Node first, Node... others) {
    return new Node(
        Home.COMPUTED, first.element(), first.shape(), true, List.of(with(first, others)));
  }

  // ---- views

  /**
   * Another shape over the same bytes.
   *
   * @param steps bytes between neighbours along the dimensions 1, 2 and 3; those left out follow
   *     without gaps
   */
  public Node view(Node node, long[] shape, long[] steps) {
    long[] full = full(shape);
    long[] all = new long[Node.DIMENSIONS];
    all[0] = node.element().bytes();
    for (int i = 1; i < Node.DIMENSIONS; i++) {
      all[i] = i - 1 < steps.length ? steps[i - 1] : Math.multiplyExact(all[i - 1], full[i - 1]);
    }
    return viewOf(node, full, all, node);
  }

  /** The same elements in another shape; the tensor must have no gaps. */
  public Node reshaped(Node node, long... shape) {
    long[] full = full(shape);
    if (!node.isContiguous()) {
      throw new IllegalArgumentException("only a tensor without gaps can be given another shape");
    }
    return viewOf(node, full, Node.packed(node.element(), full), node);
  }

  /** The same elements in another shape, copied only when there are gaps. */
  public Node flattened(Node node, long... shape) {
    return node.isContiguous() ? reshaped(node, shape) : packed(node, shape);
  }

  /** Dimensions in another order: dimension i goes to place {@code to[i]}. */
  public Node permuted(Node node, int... to) {
    long[] shape = new long[Node.DIMENSIONS];
    long[] steps = new long[Node.DIMENSIONS];
    for (int i = 0; i < Node.DIMENSIONS; i++) {
      shape[to[i]] = node.size(i);
      steps[to[i]] = node.step(i);
    }
    return viewOf(node, shape, steps, node);
  }

  public Node transposed(Node node) {
    return permuted(node, 1, 0, 2, 3);
  }

  /** Writes rows into a table, at indices; the result is the table. */
  public Node storedRows(Node table, Node rows, Node indices) {
    return viewOf(table, table.shape(), table.steps(), rows, indices, table);
  }

  /** Copies one tensor over another; the result is the other. */
  public Node copied(Node from, Node to) {
    return viewOf(to, to.shape(), to.steps(), from, to);
  }

  private static Node viewOf(Node node, long[] shape, long[] steps, Node... sources) {
    return new Node(node, shape, steps, List.of(sources));
  }

  private static Node[] with(Node first, Node... others) {
    Node[] all = new Node[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  private static long[] full(long... shape) {
    if (shape.length > Node.DIMENSIONS) {
      throw new IllegalArgumentException(
          shape.length + " dimensions; at most " + Node.DIMENSIONS + " are allowed");
    }
    long[] full = {1, 1, 1, 1};
    System.arraycopy(shape, 0, full, 0, shape.length);
    for (long size : full) {
      if (size < 0) {
        throw new IllegalArgumentException("a dimension is " + size + "; 0 or more is allowed");
      }
    }
    return full;
  }
}
