package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import dev.sirius.core.plan.shape.LayerShape;
import java.util.Optional;

/** Attention whose keys and values are pressed into one latent row a token. */
final class LatentAttentionGraph {

  private static final int FLOAT = Element.F32.bytes();

  private final GraphParts parts;
  private final Graph graph;
  private final AttentionGraph attention;
  private final long rank;
  private final boolean turnsPositions;

  LatentAttentionGraph(GraphParts parts, AttentionGraph attention) {
    this.parts = parts;
    this.graph = parts.graph();
    this.attention = attention;
    this.rank = parts.number("attention.kv_lora_rank", 0);
    this.turnsPositions = !parts.shape().architecture().startsWith("kimi");
  }

  Node of(LayerShape layer, Node input) {
    String block = "blk." + layer.index() + ".";
    long tokens = parts.tokens();
    boolean latent = parts.shape().latent();
    long keyLength =
        latent ? parts.number("attention.key_length_mla", layer.keyLength()) : layer.keyLength();
    long valueLength =
        latent
            ? parts.number("attention.value_length_mla", layer.valueLength())
            : layer.valueLength();
    long turned = parts.number("rope.dimension_count", layer.keyLength());
    long plain = keyLength - turned;
    long heads = layer.heads();
    Node queries = queries(block, input, keyLength * heads);
    queries = graph.reshaped(queries, keyLength, heads, tokens);
    Node pressed = graph.product(weight(block + "attn_kv_a_mqa", input, rank + turned), input);
    Node rows = graph.view(pressed, new long[] {rank, tokens}, new long[] {pressed.step(1)});
    Node keyPositions =
        graph.view(
            pressed, new long[] {turned, 1, tokens}, new long[] {pressed.step(1), pressed.step(1)});
    keyPositions = rotated(keyPositions);
    rows = parts.norm(block + "attn_kv_a_norm", rows);
    Node result =
        latent
            ? absorbed(layer, block, queries, rows, keyPositions, plain, turned, valueLength)
            : unfolded(layer, block, queries, rows, keyPositions, plain, turned, valueLength);
    return parts.linear(block + "attn_output", result, parts.shape().width());
  }

  private Node rotated(Node node) {
    return turnsPositions ? parts.rotated(node) : node;
  }

  private Node weight(String name, Node columns, long rows) {
    return parts.weights().findOr(name + ".weight", columns.size(0), rows);
  }

  private Node queries(String block, Node input, long width) {
    if (!parts.weights().has(block + "attn_q_a.weight")) {
      return graph.product(weight(block + "attn_q", input, width), input);
    }
    Node pressed =
        graph.product(
            weight(block + "attn_q_a", input, parts.number("attention.q_lora_rank", rank)), input);
    Node normed = parts.norm(block + "attn_q_a_norm", pressed);
    return graph.product(weight(block + "attn_q_b", normed, width), normed);
  }

  /** The keys' matrix is multiplied into the queries, so that latent rows serve as keys. */
  private Node absorbed(
      LayerShape layer,
      String block,
      Node queries,
      Node rows,
      Node keyPositions,
      long plain,
      long turned,
      long valueLength) {
    long tokens = parts.tokens();
    long heads = layer.heads();
    long[] steps = {queries.step(1), queries.step(2)};
    Node still = graph.view(queries, new long[] {plain, heads, tokens}, steps);
    Node turning = rotated(graph.view(queries, new long[] {turned, heads, tokens}, steps));
    Node keyMatrix = parts.weights().findOr(block + "attn_k_b.weight", plain, rank, heads);
    Node inside =
        graph.permuted(graph.product(keyMatrix, graph.permuted(still, 0, 2, 1, 3)), 0, 2, 1, 3);
    Node full = graph.joined(0, inside, turning);
    Node single = graph.reshaped(rows, rank, 1, tokens);
    Node keys = graph.joined(0, single, keyPositions);
    Node valueMatrix = parts.weights().findOr(block + "attn_v_b.weight", rank, valueLength, heads);
    return attention.attendedLatent(layer, full, keys, single, valueMatrix);
  }

  /** Keys and values are unfolded for each head and kept so. */
  private Node unfolded(
      LayerShape layer,
      String block,
      Node queries,
      Node rows,
      Node keyPositions,
      long plain,
      long turned,
      long valueLength) {
    long tokens = parts.tokens();
    long heads = layer.heads();
    long both = plain + valueLength;
    Node unfolded = graph.product(weight(block + "attn_kv_b", rows, both * heads), rows);
    long[] steps = {both * FLOAT, both * heads * FLOAT};
    Node still = graph.view(unfolded, new long[] {plain, heads, tokens}, steps);
    Node values =
        graph.packed(graph.view(unfolded, new long[] {valueLength, heads, tokens}, steps));
    Node full = rotated(queries);
    Node repeated = graph.fresh(Element.F32, new long[] {turned, heads, tokens}, keyPositions);
    Node keys = graph.joined(0, still, repeated);
    return attention.attended(layer, full, Optional.of(keys), Optional.of(values));
  }
}
