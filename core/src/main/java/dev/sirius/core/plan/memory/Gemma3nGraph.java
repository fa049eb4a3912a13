package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import dev.sirius.core.plan.shape.LayerShape;
import java.util.Optional;

/** Gemma 3n: four states side by side, of which each layer computes one and corrects the others. */
final class Gemma3nGraph {

  private static final int STATES = 4;
  private static final int SPARSE_LAYERS = 10;

  private final GraphParts parts;
  private final Graph graph;
  private final AttentionGraph attention;
  private final PerLayerInputs inputs;
  private final long width;
  private final long tokens;

  Gemma3nGraph(GraphParts parts, AttentionGraph attention, PerLayerInputs inputs) {
    this.parts = parts;
    this.graph = parts.graph();
    this.attention = attention;
    this.inputs = inputs;
    this.width = parts.shape().width();
    this.tokens = parts.tokens();
  }

  /** The embeddings as four states. */
  Node spread(Node state) {
    Node target = magnitude(state);
    Node repeated = graph.fresh(Element.F32, new long[] {width, tokens, STATES - 1}, state);
    Node added = graph.product(matrix("altup_proj.weight"), repeated);
    return graph.joined(2, state, rescaled(added, target));
  }

  private Node matrix(String name) {
    return parts.weights().findOr(name, width, width, STATES - 1);
  }

  private Node magnitude(Node node) {
    return graph.inPlace(graph.rowSums(graph.inPlace(node)));
  }

  private Node rescaled(Node node, Node target) {
    Node length = magnitude(node);
    return graph.inPlace(graph.inPlace(node, target), length);
  }

  private Node one(Node states) {
    return graph.view(states, new long[] {width, tokens}, new long[] {states.step(1)});
  }

  private Node others(Node states) {
    return graph.view(
        states,
        new long[] {width, tokens, STATES - 1},
        new long[] {states.step(1), states.step(2)});
  }

  Node of(LayerShape layer, Node states) {
    String block = "blk." + layer.index() + ".";
    Node predictions = predicted(block, states);
    Node active = one(predictions);
    Node normed = parts.norm(block + "attn_norm", active);
    Node low = parts.times(block + "laurel_l", normed, width);
    Node laurel = parts.times(block + "laurel_r", low, width);
    laurel = parts.add(parts.norm(block + "laurel_post_norm", laurel), normed);
    Node attended = attended(layer, block, normed);
    attended = parts.add(parts.norm(block + "post_attention_norm", attended), active);
    Node inner = graph.inPlace(parts.add(attended, laurel));
    Node result = forward(layer.index(), block, parts.norm(block + "ffn_norm", inner));
    Node sum = parts.add(parts.norm(block + "post_ffw_norm", result), inner);
    return withOwnInputs(layer, block, corrected(block, predictions, sum));
  }

  private Node attended(LayerShape layer, String block, Node input) {
    Node queries =
        graph.reshaped(
            parts.times(block + "attn_q", input, layer.queryWidth()),
            layer.keyLength(),
            layer.heads(),
            tokens);
    Optional<Node> keys = Optional.empty();
    Optional<Node> values = Optional.empty();
    if (layer.ownCache()) {
      Node key =
          graph.reshaped(
              parts.times(block + "attn_k", input, layer.keyWidth()),
              layer.keyLength(),
              layer.keyValueHeads(),
              tokens);
      Node value =
          graph.reshaped(
              parts.times(block + "attn_v", input, layer.valueWidth()),
              layer.valueLength(),
              layer.keyValueHeads(),
              tokens);
      keys = Optional.of(parts.rotated(parts.norm(block + "attn_k_norm", key)));
      values = Optional.of(graph.inPlace(value));
    }
    queries = parts.rotated(parts.norm(block + "attn_q_norm", queries));
    Node result = attention.attended(layer, queries, keys, values);
    return parts.times(block + "attn_output", result, width);
  }

  private Node forward(int layer, String block, Node input) {
    long rows = parts.number("feed_forward_length", width);
    Node up = parts.times(block + "ffn_up", input, rows);
    Node gate = parts.times(block + "ffn_gate", input, rows);
    if (layer < SPARSE_LAYERS) {
      gate = sparse(gate);
    }
    return parts.times(block + "ffn_down", graph.inPlace(up, graph.inPlace(gate)), width);
  }

  /** Only what lies far enough above the row's mean is kept. */
  private Node sparse(Node gate) {
    Node mean = graph.rowSums(gate);
    Node squares = graph.inPlace(graph.inPlace(gate, mean));
    Node deviation = graph.inPlace(graph.inPlace(graph.rowSums(squares)));
    Node limit = graph.inPlace(mean, graph.inPlace(deviation));
    return graph.inPlace(graph.inPlace(gate, limit));
  }

  private Node router(String block, Node active) {
    Node normed = graph.inPlace(parts.norm(block + "altup_router_norm", active));
    Node matrix = parts.weights().findOr(block + "altup_router.weight", width, STATES);
    return graph.inPlace(graph.product(matrix, normed));
  }

  private Node predicted(String block, Node states) {
    Node modalities = router(block, one(states));
    Node coefficients =
        graph.reshaped(
            parts.times(block + "altup_predict_coef", modalities, STATES * STATES),
            STATES,
            STATES,
            tokens);
    Node turned = graph.packed(graph.permuted(states, 1, 2, 0, 3));
    Node mixed = graph.product(turned, coefficients);
    return graph.inPlace(graph.packed(graph.permuted(mixed, 0, 2, 1, 3)), states);
  }

  private Node corrected(String block, Node predictions, Node activated) {
    Node modalities = router(block, activated);
    Node innovation = graph.inPlace(activated, one(predictions));
    Node coefficients =
        graph.inPlace(parts.times(block + "altup_correct_coef", modalities, STATES));
    Node columns = graph.packed(graph.transposed(coefficients), 1, tokens, STATES);
    Node repeated = graph.fresh(Element.F32, new long[] {width, tokens, STATES}, innovation);
    return parts.add(graph.inPlace(repeated, columns), predictions);
  }

  private Node withOwnInputs(LayerShape layer, String block, Node states) {
    Node first =
        graph.inPlace(
            one(states), parts.weights().findOr(block + "altup_correct_scale.weight", width));
    first = graph.inPlace(parts.times(block + "inp_gate", first, inputs.width()));
    Optional<Node> own = inputs.of(layer.index());
    if (own.isPresent()) {
      first = graph.inPlace(first, own.get());
    }
    first = parts.norm(block + "post_norm", parts.times(block + "proj", first, width));
    return graph.joined(2, one(states), graph.inPlace(others(states), first));
  }

  /** The four states as one. */
  Node gathered(Node states) {
    Node target = magnitude(one(states));
    Node unembedded =
        rescaled(graph.product(matrix("altup_unembd_proj.weight"), others(states)), target);
    Node sum = one(states);
    for (int i = 1; i < STATES; i++) {
      sum = graph.inPlace(sum, one(unembedded));
    }
    return graph.inPlace(sum);
  }
}
