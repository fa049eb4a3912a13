package dev.sirius.core.plan.memory;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.plan.shape.Trait;
import java.util.Optional;

/**
 * What the parts of a model's graph share: its weights, its inputs, and the steps that all take.
 */
final class GraphParts {

  private final ModelFacts facts;
  private final ModelShape shape;
  private final RunOptions run;
  private final Graph graph = new Graph();
  private final Weights weights;
  private final int tokens;
  private final Node positions;

  GraphParts(ModelFacts facts, ModelShape shape, RunOptions run) {
    this.facts = facts;
    this.shape = shape;
    this.run = run;
    this.weights = new Weights(graph, facts.tensors());
    this.tokens = run.physicalBatch();
    this.positions =
        graph.input(Element.I32, shape.has(Trait.FOUR_POSITIONS) ? 4L * tokens : tokens);
  }

  ModelFacts facts() {
    return facts;
  }

  ModelShape shape() {
    return shape;
  }

  RunOptions run() {
    return run;
  }

  Graph graph() {
    return graph;
  }

  Weights weights() {
    return weights;
  }

  /** Tokens that the graph computes. */
  int tokens() {
    return tokens;
  }

  boolean has(Trait trait) {
    return shape.has(trait);
  }

  /** A hyper-parameter, or a number in its place. */
  long number(String name, long otherwise) {
    return facts.uint(name).orElse(otherwise);
  }

  /** The product with a weight, its scale applied where there is one. */
  Node times(String name, Node columns, long rows) {
    Node matrix = weights.findOr(name + ".weight", columns.size(0), rows);
    Node product = graph.product(matrix, columns);
    return weights
        .find(name + ".scale")
        .map(scale -> graph.inPlace(product, scale))
        .orElse(product);
  }

  /** {@link #times}, and the bias added where there is one. */
  Node linear(String name, Node columns, long rows) {
    return biased(name, times(name, columns, rows));
  }

  Node biased(String name, Node node) {
    return weights.find(name + ".bias").map(bias -> graph.inPlace(node, bias)).orElse(node);
  }

  /** A norm by the weights of a name; nothing when they are missing, unless norms stand bare. */
  Node norm(String name, Node node) {
    Optional<Node> weight = weights.find(name + ".weight").or(() -> weights.find(name));
    if (weight.isEmpty() && !has(Trait.BARE_NORM)) {
      return node;
    }
    Node normed = bareNorm(node);
    return biased(name, weight.map(w -> graph.inPlace(normed, w)).orElse(normed));
  }

  Node bareNorm(Node node) {
    return has(Trait.LAYER_NORM) ? graph.layerNorm(node) : graph.inPlace(node);
  }

  Node add(Node first, Node second) {
    return graph.inPlace(first, second);
  }

  /** Positions rotated into heads. */
  Node rotated(Node heads) {
    return graph.inPlace(heads, positions);
  }

  Node positions() {
    return positions;
  }
}
