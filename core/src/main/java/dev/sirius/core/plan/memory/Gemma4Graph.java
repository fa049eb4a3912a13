package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import dev.sirius.core.plan.shape.LayerShape;
import java.util.Optional;

/** The layers of Gemma 4: norms on all sides, values normed too, caches read by later layers. */
final class Gemma4Graph {

  private final GraphParts parts;
  private final Graph graph;
  private final AttentionGraph attention;
  private final ForwardGraph forward;
  private final PerLayerInputs inputs;

  Gemma4Graph(
      GraphParts parts, AttentionGraph attention, ForwardGraph forward, PerLayerInputs inputs) {
    this.parts = parts;
    this.graph = parts.graph();
    this.attention = attention;
    this.forward = forward;
    this.inputs = inputs;
  }

  Node of(LayerShape layer, Node input) {
    String block = "blk." + layer.index() + ".";
    Node attended = attended(layer, block, parts.norm(block + "attn_norm", input));
    Node inner = parts.add(parts.norm(block + "post_attention_norm", attended), input);
    Node result =
        forward.hasExperts(block)
            ? denseAndExperts(layer, block, inner)
            : forward.dense(block + "ffn_", "", parts.norm(block + "ffn_norm", inner));
    Node sum = parts.add(parts.norm(block + "post_ffw_norm", result), inner);
    Optional<Node> own = inputs.of(layer.index());
    if (own.isPresent()) {
      Node gate = graph.inPlace(parts.times(block + "inp_gate", sum, inputs.width()));
      Node projected =
          parts.times(block + "proj", graph.inPlace(gate, own.get()), parts.shape().width());
      sum = parts.add(sum, parts.norm(block + "post_norm", projected));
    }
    Node total = sum;
    return parts
        .weights()
        .find(block + "layer_output_scale.weight")
        .map(scale -> graph.inPlace(total, scale))
        .orElse(total);
  }

  private Node attended(LayerShape layer, String block, Node input) {
    long tokens = parts.tokens();
    Node queries =
        graph.reshaped(
            parts.times(block + "attn_q", input, layer.queryWidth()),
            layer.keyLength(),
            layer.heads(),
            tokens);
    queries = parts.rotated(parts.norm(block + "attn_q_norm", queries));
    Optional<Node> keys = Optional.empty();
    Optional<Node> values = Optional.empty();
    if (layer.ownCache()) {
      Node key = parts.times(block + "attn_k", input, layer.keyWidth());
      Node value =
          parts.weights().has(block + "attn_v.weight")
              ? parts.times(block + "attn_v", input, layer.valueWidth())
              : key;
      key = graph.reshaped(key, layer.keyLength(), layer.keyValueHeads(), tokens);
      value = graph.reshaped(value, layer.valueLength(), layer.keyValueHeads(), tokens);
      key = parts.rotated(parts.norm(block + "attn_k_norm", key));
      keys = Optional.of(key);
      values = Optional.of(graph.inPlace(value));
    }
    Node result = attention.attended(layer, queries, keys, values);
    return parts.times(block + "attn_output", result, parts.shape().width());
  }

  private Node denseAndExperts(LayerShape layer, String block, Node inner) {
    Node dense = forward.dense(block + "ffn_", "", parts.norm(block + "ffn_norm", inner));
    dense = parts.norm(block + "post_ffw_norm_1", dense);
    Node read = parts.norm(block + "pre_ffw_norm_2", inner);
    Node router = graph.inPlace(graph.inPlace(graph.inPlace(inner)));
    Node logits =
        graph.product(
            parts
                .weights()
                .findOr(
                    block + "ffn_gate_inp.weight",
                    parts.shape().width(),
                    parts.number("expert_count", 1)),
            router);
    Node experts = forward.experts(layer.index(), read, Optional.of(logits));
    return parts.add(dense, parts.norm(block + "post_ffw_norm_2", experts));
  }
}
