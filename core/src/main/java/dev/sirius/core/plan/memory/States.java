package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import java.util.function.BiFunction;

/** Reaches the recurrent states of a batch's sequences, and writes them back. */
final class States {

  private final Graph graph;
  private final int sequences;
  private final Node used;
  private final Node unused;

  States(GraphParts parts) {
    this.graph = parts.graph();
    this.sequences = parts.run().parallel();
    Node order = graph.input(Element.I32, sequences);
    this.used = graph.view(order, new long[] {sequences}, new long[0]);
    this.unused = graph.view(order, new long[] {0}, new long[0]);
  }

  int sequences() {
    return sequences;
  }

  /** A layer's states of all sequences, outside the buffer. */
  Node all(long size) {
    return graph.outside(size, sequences);
  }

  /** The states of the batch's sequences. */
  Node recalled(Node all) {
    return recalled(all, graph::rows);
  }

  /** What an operation makes of all states and the places of the batch's sequences. */
  Node recalled(Node all, BiFunction<Node, Node, Node> operation) {
    Node flat = graph.reshaped(all, all.size(0), all.size(1));
    Node result = operation.apply(flat, used);
    graph.require(result);
    Node rest = graph.rows(flat, unused);
    Node place = graph.view(all, new long[] {all.size(0), 0}, new long[] {all.step(1)});
    graph.require(graph.copied(rest, place));
    return result;
  }

  /** Writes new states over the old ones. */
  void store(Node states, Node all) {
    graph.require(graph.copied(states, graph.view(all, new long[] {all.elements()}, new long[0])));
  }
}
