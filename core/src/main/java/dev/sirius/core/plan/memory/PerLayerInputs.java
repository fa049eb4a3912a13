package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import java.util.Optional;

/** Embeddings of their own for each layer, as Gemma 3n and the small Gemma 4 have. */
final class PerLayerInputs {

  private final GraphParts parts;
  private final Graph graph;
  private final long width;
  private Optional<Node> all = Optional.empty();

  PerLayerInputs(GraphParts parts) {
    this.parts = parts;
    this.graph = parts.graph();
    this.width = parts.number("embedding_length_per_layer_input", 0);
  }

  long width() {
    return width;
  }

  /** Looks up all layers' inputs and mixes the token's own embedding into them. */
  void prepare(Node state) {
    if (!parts.weights().has("per_layer_token_embd.weight")) {
      return;
    }
    long layers = parts.shape().trunk();
    long tokens = parts.tokens();
    Node ids = graph.input(Element.I32, tokens);
    Node table =
        parts
            .weights()
            .findOr("per_layer_token_embd.weight", width * layers, parts.shape().vocabulary());
    Node looked = graph.inPlace(graph.reshaped(graph.rows(table, ids), width, layers, tokens));
    graph.require(looked);
    Node matrix =
        parts.weights().findOr("per_layer_model_proj.weight", state.size(0), width * layers);
    Node projected = graph.inPlace(graph.product(matrix, state));
    projected = parts.norm("per_layer_proj_norm", graph.reshaped(projected, width, layers, tokens));
    Node sum = graph.inPlace(graph.inPlace(projected, looked));
    all = Optional.of(graph.packed(graph.permuted(sum, 0, 2, 1, 3)));
  }

  /** A layer's inputs, one row a token. */
  Optional<Node> of(int layer) {
    return all.map(
        node -> graph.view(node, new long[] {width, node.size(1)}, new long[] {node.step(1)}));
  }
}
