package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import dev.sirius.core.plan.shape.LayerShape;
import dev.sirius.core.plan.shape.Trait;
import java.util.Optional;

/** The attention of a layer: queries, keys and values, their cache, the scores, and the output. */
final class AttentionGraph {

  /** Of so many layers one rotates no positions, where some do not. */
  private static final int SKIP = 4;

  private final GraphParts parts;
  private final Graph graph;
  private final Caches caches;
  private final boolean fused;
  private final Node uncachedMask;
  private final Node uncachedWindowMask;

  AttentionGraph(GraphParts parts) {
    this.parts = parts;
    this.graph = parts.graph();
    this.caches = new Caches(graph, parts.shape(), parts.run(), parts.tokens());
    this.fused = Attention.isFused(parts.shape(), parts.run());
    Element element = fused ? Element.F16 : Element.F32;
    this.uncachedMask = graph.input(element, parts.tokens(), parts.tokens());
    this.uncachedWindowMask = graph.input(element, parts.tokens(), parts.tokens());
  }

  /** Queries, keys and values, each in heads. */
  private record Heads(Node queries, Node keys, Node values) {}

  Node of(LayerShape layer, Node input) {
    String block = "blk." + layer.index() + ".";
    if (parts.has(Trait.GATE_IN_QUERY)) {
      return gatedByQuery(layer, input, block);
    }
    Heads heads = heads(layer, input, block);
    boolean headNorms = !normsWholeRows(layer, block);
    Node queries = headNorms ? normed(block + "attn_q_norm", heads.queries()) : heads.queries();
    Node keys = headNorms ? normed(block + "attn_k_norm", heads.keys()) : heads.keys();
    if (rotates(layer)) {
      queries = parts.rotated(queries);
      keys = parts.rotated(keys);
    }
    boolean gated =
        parts.has(Trait.GATED_ATTENTION) && parts.weights().has(block + "attn_gate.weight");
    Node result = attended(layer, queries, Optional.of(keys), Optional.of(heads.values()));
    if (gated) {
      Node gate = graph.inPlace(parts.times(block + "attn_gate", input, layer.queryWidth()));
      if (gate.size(0) == layer.heads()) {
        Node inHeads = graph.reshaped(result, layer.valueLength(), layer.heads(), parts.tokens());
        Node weighed =
            graph.inPlace(inHeads, graph.reshaped(gate, 1, layer.heads(), parts.tokens()));
        result =
            graph.reshaped(weighed, (long) layer.valueLength() * layer.heads(), parts.tokens());
      } else {
        result = graph.inPlace(result, gate);
      }
    }
    if (parts.has(Trait.INNER_NORMS)) {
      result = parts.norm(block + "attn_sub_norm", result);
    }
    return parts.linear(block + "attn_output", result, parts.shape().width());
  }

  /** Each head's query has its gate beside it. */
  private Node gatedByQuery(LayerShape layer, Node input, String block) {
    long tokens = parts.tokens();
    long length = layer.keyLength();
    Node both = parts.linear(block + "attn_q", input, 2 * layer.queryWidth());
    Node keys = parts.linear(block + "attn_k", input, layer.keyWidth());
    Node values = parts.linear(block + "attn_v", input, layer.valueWidth());
    long[] shape = {length, layer.heads(), tokens};
    long[] steps = {2 * length * Element.F32.bytes(), both.step(1)};
    Node queries = parts.norm(block + "attn_q_norm", graph.view(both, shape, steps));
    keys = graph.reshaped(keys, length, layer.keyValueHeads(), tokens);
    keys = parts.norm(block + "attn_k_norm", keys);
    values = graph.reshaped(values, layer.valueLength(), layer.keyValueHeads(), tokens);
    Node result =
        attended(
            layer, parts.rotated(queries), Optional.of(parts.rotated(keys)), Optional.of(values));
    Node gate =
        graph.inPlace(graph.packed(graph.view(both, shape, steps), layer.queryWidth(), tokens));
    return parts.times(block + "attn_output", graph.inPlace(result, gate), parts.shape().width());
  }

  /** Whether positions are rotated into a layer's queries and keys. */
  private boolean rotates(LayerShape layer) {
    int index = layer.index();
    if (parts.has(Trait.NO_ROTATION)) {
      return false;
    }
    if (parts.has(Trait.ROTATION_IN_32_LAYERS)) {
      return parts.shape().trunk() == 32;
    }
    if (parts.has(Trait.ROTATION_IN_WINDOW)) {
      boolean noWindows = parts.shape().window().isEmpty();
      boolean dense = index < parts.number("leading_dense_block_count", 0);
      return layer.windowed() || noWindows || (dense && parts.has(Trait.ROTATION_IN_DENSE));
    }
    if (parts.has(Trait.ROTATION_SKIPS_FIRST)) {
      return parts.shape().window().isEmpty() || index % SKIP != 0;
    }
    return !parts.has(Trait.ROTATION_SKIPS) || (index + 1) % SKIP != 0;
  }

  private Heads heads(LayerShape layer, Node input, String block) {
    long tokens = parts.tokens();
    Node queries;
    Node keys;
    Node values;
    boolean rowNorms = normsWholeRows(layer, block);
    if (parts.weights().has(block + "attn_qkv.weight")) {
      long width = layer.queryWidth() + layer.keyWidth() + layer.valueWidth();
      Node all = parts.linear(block + "attn_qkv", input, width);
      if (!rowNorms) {
        return new Heads(
            headsOf(all, layer.keyLength(), layer.heads()),
            headsOf(all, layer.keyLength(), layer.keyValueHeads()),
            headsOf(all, layer.valueLength(), layer.keyValueHeads()));
      }
      queries = rowsOf(all, layer.queryWidth());
      keys = rowsOf(all, layer.keyWidth());
      values = rowsOf(all, layer.valueWidth());
    } else {
      queries = parts.linear(block + "attn_q", input, layer.queryWidth());
      keys = parts.linear(block + "attn_k", input, layer.keyWidth());
      values = parts.linear(block + "attn_v", input, layer.valueWidth());
    }
    if (rowNorms) {
      queries = parts.norm(block + "attn_q_norm", queries);
      keys = parts.norm(block + "attn_k_norm", keys);
    }
    return new Heads(
        graph.reshaped(queries, layer.keyLength(), layer.heads(), tokens),
        graph.reshaped(keys, layer.keyLength(), layer.keyValueHeads(), tokens),
        graph.reshaped(values, layer.valueLength(), layer.keyValueHeads(), tokens));
  }

  private Node rowsOf(Node all, long width) {
    return graph.packed(graph.view(all, row(width, parts.tokens()), new long[] {all.step(1)}));
  }

  private Node headsOf(Node all, long length, long count) {
    return graph.view(
        all,
        new long[] {length, count, parts.tokens()},
        new long[] {length * Element.F32.bytes(), all.step(1)});
  }

  private static long[] row(long width, long tokens) {
    return new long[] {width, tokens};
  }

  /** Whether the norm of queries and keys goes over all heads together. */
  private boolean normsWholeRows(LayerShape layer, String block) {
    return parts
        .weights()
        .find(block + "attn_q_norm.weight")
        .map(norm -> norm.size(0) == layer.queryWidth() && layer.heads() > 1)
        .orElse(false);
  }

  private Node normed(String name, Node heads) {
    boolean bare = parts.has(Trait.BARE_NORM) && !parts.has(Trait.LAYER_NORM);
    return bare || parts.weights().has(name + ".weight") ? parts.norm(name, heads) : heads;
  }

  /** The mixed values of all heads, one row for a token. */
  Node attended(LayerShape layer, Node queries, Optional<Node> keys, Optional<Node> values) {
    if (parts.has(Trait.NO_CACHE) || parts.has(Trait.UNUSED_CACHE)) {
      return withoutCache(layer, queries, keys.orElseThrow(), values.orElseThrow());
    }
    Caches.Inputs inputs = caches.of(layer);
    Node turned = turned(queries, inputs.keyRotation());
    Optional<Node> turnedKeys = keys.map(node -> turned(node, inputs.keyRotation()));
    Optional<Node> turnedValues = values.map(node -> turned(node, inputs.valueRotation()));
    graph.require(turned);
    if (parts.shape().window().isPresent()) {
      turnedKeys.ifPresent(graph::require);
      turnedValues.ifPresent(graph::require);
    } else {
      turnedValues.ifPresent(graph::require);
      turnedKeys.ifPresent(graph::require);
    }
    int streams = parts.run().streams();
    long cells = inputs.cells();
    turnedKeys.ifPresent(
        node ->
            graph.require(
                graph.storedRows(
                    graph.outside(layer.keyWidth(), cells * streams),
                    merged(node),
                    inputs.keyPlaces())));
    turnedValues.ifPresent(node -> graph.require(storedValues(layer, node, inputs)));
    Node cachedKeys = graph.outside(layer.keyLength(), cells, layer.keyValueHeads(), streams);
    Node cachedValues =
        fused
            ? graph.outside(layer.valueLength(), cells, layer.keyValueHeads(), streams)
            : graph.outside(cells, layer.valueLength(), layer.keyValueHeads(), streams);
    Node mixed = mixed(turned, cachedKeys, cachedValues, inputs.mask(), streams);
    return inputs
        .valueRotation()
        .map(rotation -> turned(mixed, Optional.of(rotation)))
        .orElse(mixed);
  }

  /** Latent rows serve as keys and, their first part, as values, which a matrix unfolds after. */
  Node attendedLatent(LayerShape layer, Node queries, Node keys, Node values, Node valueMatrix) {
    Caches.Inputs inputs = caches.of(layer);
    graph.require(queries);
    graph.require(values);
    graph.require(keys);
    int streams = parts.run().streams();
    long cells = inputs.cells();
    graph.require(
        graph.storedRows(
            graph.outside(layer.keyWidth(), cells * streams), merged(keys), inputs.keyPlaces()));
    Node cachedKeys =
        graph.outside(Element.F16, layer.keyLength(), cells, layer.keyValueHeads(), streams);
    Node cachedValues =
        graph.view(
            cachedKeys,
            new long[] {values.size(0), cells, layer.keyValueHeads(), streams},
            new long[] {cachedKeys.step(1), cachedKeys.step(2), cachedKeys.step(3)});
    Node ordered = ordered(queries, streams);
    Node mixed;
    if (fused) {
      Node attention = graph.flashAttention(ordered, cachedKeys, cachedValues, inputs.mask());
      Node unfolded = graph.product(valueMatrix, graph.permuted(attention, 0, 2, 1, 3));
      mixed = graph.packed(graph.permuted(unfolded, 0, 2, 1, 3));
      mixed = graph.reshaped(mixed, mixed.size(0) * mixed.size(1), mixed.size(2) * mixed.size(3));
    } else {
      Node scores = graph.inPlace(graph.product(cachedKeys, ordered), inputs.mask());
      Node turnedValues = graph.packed(graph.transposed(cachedValues));
      Node unfolded = graph.product(valueMatrix, graph.product(turnedValues, scores));
      Node permuted = graph.permuted(unfolded, 0, 2, 1, 3);
      mixed =
          graph.packed(
              permuted, permuted.size(0) * permuted.size(1), permuted.size(2) * permuted.size(3));
    }
    graph.require(mixed);
    return mixed;
  }

  private Node storedValues(LayerShape layer, Node values, Caches.Inputs inputs) {
    long cells = inputs.cells() * parts.run().streams();
    if (fused) {
      return graph.storedRows(
          graph.outside(layer.valueWidth(), cells), merged(values), inputs.valuePlaces());
    }
    long widest =
        parts.shape().layers().stream().mapToLong(LayerShape::valueWidth).max().orElseThrow();
    boolean merges = values.step(2) == layer.valueWidth() * Element.F32.bytes();
    Node flat =
        merges
            ? graph.view(values, row(layer.valueWidth(), parts.tokens()), new long[0])
            : graph.packed(values, layer.valueWidth(), parts.tokens());
    Node wide =
        layer.valueWidth() < widest
            ? graph.fresh(Element.F32, row(widest, parts.tokens()), flat)
            : flat;
    Node single = graph.reshaped(wide, 1, wide.elements());
    return graph.storedRows(graph.outside(1, widest * cells), single, inputs.valuePlaces());
  }

  private Node merged(Node heads) {
    return graph.view(
        heads, row(heads.size(0) * heads.size(1), heads.size(2)), new long[] {heads.step(2)});
  }

  private Node withoutCache(LayerShape layer, Node queries, Node keys, Node values) {
    graph.require(queries);
    graph.require(keys);
    graph.require(values);
    Node mask = layer.windowed() ? uncachedWindowMask : uncachedMask;
    Node permutedKeys = graph.permuted(keys, 0, 2, 1, 3);
    Node permutedValues = graph.permuted(values, 0, 2, 1, 3);
    if (fused) {
      return mixed(
          queries,
          graph.fresh(Element.F16, permutedKeys.shape(), permutedKeys),
          graph.fresh(Element.F16, permutedValues.shape(), permutedValues),
          mask,
          1);
    }
    return mixed(queries, permutedKeys, graph.packed(graph.transposed(permutedValues)), mask, 1);
  }

  /** Scores, their soft maximum, and the values that they mix. */
  Node mixed(Node queries, Node keys, Node values, Node mask, int streams) {
    Node ordered = ordered(queries, streams);
    Node result;
    if (fused) {
      Node attention = graph.flashAttention(ordered, keys, values, mask);
      result =
          graph.reshaped(
              attention,
              attention.size(0) * attention.size(1),
              attention.size(2) * attention.size(3));
    } else {
      Node scores = graph.inPlace(graph.product(keys, ordered), mask);
      Node mixed = graph.permuted(graph.product(values, scores), 0, 2, 1, 3);
      result = graph.packed(mixed, mixed.size(0) * mixed.size(1), mixed.size(2) * mixed.size(3));
    }
    graph.require(result);
    return result;
  }

  /** Queries in streams, heads last. */
  private Node ordered(Node queries, int streams) {
    long each = queries.size(2) / streams;
    Node split =
        graph.view(
            queries,
            new long[] {queries.size(0), queries.size(1), each, streams},
            new long[] {queries.step(1), queries.step(2), queries.step(2) * each});
    return graph.permuted(split, 0, 2, 1, 3);
  }

  private Node turned(Node node, Optional<Node> rotation) {
    if (rotation.isEmpty()) {
      return node;
    }
    Node turn = rotation.get();
    long size = turn.size(0);
    long columns = node.elements() / size;
    Node flat = graph.flattened(node, size, columns);
    return graph.reshaped(
        graph.product(turn, flat), node.size(0), node.size(1), node.size(2), node.size(3));
  }
}
