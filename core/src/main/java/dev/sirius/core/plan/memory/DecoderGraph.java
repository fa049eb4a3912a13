package dev.sirius.core.plan.memory;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.graph.Element;
import dev.sirius.core.plan.graph.Graph;
import dev.sirius.core.plan.graph.Node;
import dev.sirius.core.plan.shape.LayerShape;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.plan.shape.Trait;
import java.util.Optional;
import java.util.Set;

/**
 * The computation of one batch: embedding, layers, output. It is laid out as llama.cpp v0.5.0
 * builds it (src/llama-graph.cpp and the builders of src/models), for the common decoder and its
 * departures.
 */
final class DecoderGraph {

  /** Architectures whose particular parts are left out: indices of keys, linear attention. */
  private static final Set<String> SKETCHED =
      Set.of(
          "deepseek32",
          "glm-dsa",
          "hy_v4",
          "dots3note",
          "minimax-m3",
          "deepseek4",
          "hrm_text",
          "neo-bert",
          "eurobert",
          "qwen3tts");

  private final GraphParts parts;
  private final Graph graph;
  private final AttentionGraph attention;
  private final LatentAttentionGraph latentAttention;
  private final RecurrentGraph recurrent;
  private final ForwardGraph forward;
  private final PerLayerInputs ownInputs;
  private final Gemma4Graph gemma4;
  private final Gemma3nGraph gemma3n;
  private final Node wanted;

  DecoderGraph(ModelFacts facts, ModelShape shape, RunOptions run) {
    this.parts = new GraphParts(facts, shape, run);
    this.graph = parts.graph();
    this.attention = new AttentionGraph(parts);
    this.latentAttention = new LatentAttentionGraph(parts, attention);
    this.recurrent = new RecurrentGraph(parts);
    this.forward = new ForwardGraph(parts);
    this.ownInputs = new PerLayerInputs(parts);
    this.gemma3n = new Gemma3nGraph(parts, attention, ownInputs);
    this.gemma4 = new Gemma4Graph(parts, attention, forward, ownInputs);
    this.wanted = graph.input(Element.I32, Math.min(parts.tokens(), run.outputs()));
  }

  /** Bytes of the buffer that the computation needs. */
  long bufferBytes() {
    Node embedding = embedded();
    Node state = embedding;
    if (isGemma4() || isGemma3n()) {
      ownInputs.prepare(state);
    }
    if (isGemma3n()) {
      state = gemma3n.spread(state);
    }
    int last = parts.shape().trunk() - 1;
    for (LayerShape layer : LayerSample.of(parts.facts(), parts.shape())) {
      state = layer(layer, state, embedding, layer.index() == last && takesRowsInLastLayer());
    }
    output(state);
    return graph.bufferBytes();
  }

  /** Whether all of the architecture's layers are laid out as they are computed. */
  boolean isExact() {
    String name = parts.shape().architecture();
    return parts.shape().known().isPresent()
        && !SKETCHED.contains(name)
        && parts.shape().trunkLayers().stream()
            .noneMatch(layer -> layer.recurrent() && !RecurrentGraph.covers(name));
  }

  private boolean takesRowsInLastLayer() {
    return !parts.has(Trait.ALL_ROWS)
        && !parts.has(Trait.ALL_ROWS_UNNORMED)
        && !parts.has(Trait.EVERY_OUTPUT);
  }

  private Node embedded() {
    int tokens = parts.tokens();
    long width = parts.shape().width();
    long deep = parts.number("n_deepstack_layers", 0);
    Node ids = graph.input(Element.I32, tokens);
    Node given = graph.input(Element.F32, width * (1 + deep), tokens);
    Node table = parts.weights().findOr("token_embd.weight", width, parts.shape().vocabulary());
    Node rows = graph.rows(table, ids);
    Node all =
        deep == 0 ? rows : graph.fresh(Element.F32, new long[] {width * (1 + deep), tokens}, rows);
    graph.require(all);
    graph.require(given);
    Node state =
        deep == 0 ? all : graph.view(all, new long[] {width, tokens}, new long[] {all.step(1)});
    Optional<Node> types = parts.weights().find("token_types.weight");
    if (types.isPresent()) {
      state = parts.add(state, graph.view(types.get(), new long[] {width}, new long[0]));
    }
    Optional<Node> places = parts.weights().find("position_embd.weight");
    if (places.isPresent()) {
      Node rowsOfPlaces = graph.rows(places.get(), parts.positions());
      state =
          parts.has(Trait.NORM_AFTER_SUM)
              ? parts.add(rowsOfPlaces, state)
              : parts.add(state, rowsOfPlaces);
    }
    if (parts.weights().has("token_embd_norm.weight")
        && !parts.shape().architecture().startsWith("lfm2")) {
      state = parts.norm("token_embd_norm", state);
    }
    if (parts.has(Trait.BARE_EMBEDDING_NORM)) {
      state = graph.inPlace(state);
    }
    return state;
  }

  private Node layer(LayerShape layer, Node input, Node embedding, boolean last) {
    if (isGemma4()) {
      return gemma4.of(layer, input);
    }
    if (isGemma3n()) {
      return gemma3n.of(layer, input);
    }
    String block = "blk." + layer.index() + ".";
    if (parts.has(Trait.NORM_AFTER_SUM)) {
      return normedAfterSums(layer, block, input, last);
    }
    Optional<Node> logits =
        parts.has(Trait.EARLY_ROUTER)
            ? Optional.of(
                parts.times(block + "ffn_gate_inp", input, parts.number("expert_count", 1)))
            : Optional.empty();
    Node normed = parts.has(Trait.NO_INPUT_NORM) ? input : parts.norm(block + "attn_norm", input);
    Node second =
        parts.weights().has(block + "attn_norm_2.weight")
            ? parts.norm(block + "attn_norm_2", input)
            : normed;
    if (isHybrid()) {
      graph.require(second);
    }
    if (parts.shape().architecture().equals("falcon-h1")) {
      return both(layer, block, input, last);
    }
    if (parts.shape().architecture().startsWith("nemotron_h") || isPureState()) {
      return single(layer, block, input, second, last);
    }
    Node mixed = mixed(layer, second);
    boolean parallel = parts.has(Trait.PARALLEL) || parts.has(Trait.PARALLEL_RESIDUAL_FIRST);
    boolean postNorm =
        parts.weights().has(block + "post_attention_norm.weight")
            && !parts.has(Trait.POST_NORM_FEEDS_FORWARD);
    boolean normBeforeRows = parts.has(Trait.GATED_ATTENTION);
    if (postNorm && normBeforeRows) {
      mixed = parts.norm(block + "post_attention_norm", mixed);
    }
    Node residual = input;
    if (last) {
      mixed = graph.rows(mixed, wanted);
      residual = graph.rows(residual, wanted);
      if (parallel || readsAttentionNorm(block)) {
        normed = graph.rows(normed, wanted);
      }
      logits = logits.map(node -> graph.rows(node, wanted));
    }
    if (postNorm && !normBeforeRows) {
      mixed = parts.norm(block + "post_attention_norm", mixed);
    }
    if (parts.shape().architecture().equals("grok")) {
      mixed = parts.norm(block + "attn_output_norm", mixed);
    }
    if (parts.has(Trait.PARALLEL)) {
      Node forwarded = forward.of(layer.index(), normed, logits);
      boolean attentionFirst = parts.shape().architecture().equals("phi2");
      return parts.add(
          attentionFirst ? parts.add(mixed, forwarded) : parts.add(forwarded, mixed), residual);
    }
    if (parts.has(Trait.PARALLEL_RESIDUAL_FIRST)) {
      return parts.add(parts.add(forward.of(layer.index(), normed, logits), residual), mixed);
    }
    if (parts.has(Trait.PARALLEL_IF_SAID)
        && parts.facts().flag("use_parallel_residual").orElse(false)) {
      Node forwarded = forward.of(layer.index(), parts.norm(block + "ffn_norm", residual), logits);
      return parts.add(parts.add(forwarded, residual), mixed);
    }
    Node inner =
        parts.has(Trait.ATTENTION_ONTO_RESIDUAL)
            ? parts.add(residual, mixed)
            : parts.add(mixed, residual);
    if (parts.has(Trait.DENSE_AND_EXPERTS)) {
      return denseAndExperts(block, layer, inner, residual);
    }
    Node result = forwarded(block, layer, inner, normed, logits);
    if (parts.weights().has(block + "post_ffw_norm.weight")) {
      result = parts.norm(block + "post_ffw_norm", result);
    }
    Node sum =
        parts.has(Trait.FORWARD_ONTO_RESIDUAL)
            ? parts.add(inner, result)
            : parts.add(result, inner);
    if (parts.has(Trait.EMBEDDING_AGAIN)) {
      Node again = last ? graph.rows(embedding, wanted) : embedding;
      sum = parts.add(sum, graph.inPlace(again));
    }
    return sum;
  }

  private Node normedAfterSums(LayerShape layer, String block, Node input, boolean last) {
    Node mixed = attention.of(layer, input);
    Node residual = input;
    if (last) {
      mixed = graph.rows(mixed, wanted);
      residual = graph.rows(residual, wanted);
    }
    Node inner = parts.norm(block + "attn_output_norm", parts.add(mixed, residual));
    if (parts.weights().has(block + "attn_norm_2.weight")) {
      inner = parts.norm(block + "attn_norm_2", parts.add(inner, residual));
    }
    Node result = forward.of(layer.index(), inner, Optional.empty());
    return parts.norm(block + "layer_output_norm", parts.add(result, inner));
  }

  private boolean isGemma3n() {
    return parts.shape().architecture().equals("gemma3n");
  }

  private boolean isGemma4() {
    return parts.shape().architecture().equals("gemma4");
  }

  private boolean isHybrid() {
    return parts.shape().architecture().startsWith("qwen3");
  }

  private boolean isPureState() {
    return parts.shape().architecture().startsWith("mamba");
  }

  /** What a layer mixes its input with the text by. */
  private Node mixed(LayerShape layer, Node input) {
    if (layer.recurrent()) {
      return RecurrentGraph.covers(parts.shape().architecture())
          ? recurrent.of(layer.index(), input)
          : input;
    }
    if (layer.heads() == 0 || layer.keyValueHeads() == 0) {
      return graph.like(input);
    }
    boolean latent = parts.weights().has("blk." + layer.index() + ".attn_kv_a_mqa.weight");
    return latent ? latentAttention.of(layer, input) : attention.of(layer, input);
  }

  /** A layer that mixes or feeds forward, never both. */
  private Node single(LayerShape layer, String block, Node input, Node normed, boolean last) {
    boolean feeds =
        parts.weights().has(block + "ffn_up.weight")
            || parts.weights().has(block + "ffn_up_exps.weight");
    Node result =
        feeds ? forward.of(layer.index(), normed, Optional.empty()) : mixed(layer, normed);
    Node residual = input;
    if (last) {
      result = graph.rows(result, wanted);
      residual = graph.rows(residual, wanted);
    }
    return parts.add(result, residual);
  }

  /** A layer that mixes by attention and by a state side by side. */
  private Node both(LayerShape layer, String block, Node input, boolean last) {
    Node attended = attention.of(layer, parts.norm(block + "attn_norm", input));
    Node scanned = recurrent.of(layer.index(), parts.norm(block + "attn_norm", input));
    Node inner = parts.add(parts.add(attended, scanned), input);
    if (last) {
      inner = graph.rows(inner, wanted);
    }
    Node result =
        forward.of(layer.index(), parts.norm(block + "ffn_norm", inner), Optional.empty());
    return parts.add(result, inner);
  }

  /** Whether feed-forward has no norm of its own and reads what attention read. */
  private boolean readsAttentionNorm(String block) {
    return parts.shape().architecture().equals("stablelm")
        && !parts.weights().has(block + "ffn_norm.weight");
  }

  private Node forwarded(
      String block, LayerShape layer, Node inner, Node normed, Optional<Node> logits) {
    Node read;
    if (readsAttentionNorm(block)) {
      read = normed;
    } else if (parts.has(Trait.POST_NORM_FEEDS_FORWARD)) {
      read = parts.norm(block + "post_attention_norm", inner);
    } else if (parts.shape().architecture().equals("dbrx")) {
      read = parts.norm(block + "attn_output_norm", inner);
    } else {
      read = parts.norm(block + "ffn_norm", inner);
    }
    Node result = forward.of(layer.index(), read, logits);
    if (parts.shape().architecture().equals("grok")
        && parts.weights().has(block + "ffn_up.weight")) {
      result = parts.add(forward.dense(block + "ffn_", "", read), result);
    }
    return result;
  }

  private Node denseAndExperts(String block, LayerShape layer, Node inner, Node residual) {
    Node dense = forward.dense(block + "ffn_", "", parts.norm(block + "ffn_norm", inner));
    Node sum = parts.add(dense, inner);
    Node experts =
        forward.of(layer.index(), parts.norm(block + "ffn_norm_exps", residual), Optional.empty());
    return parts.add(experts, sum);
  }

  private void output(Node state) {
    Node rows = state;
    if (isGemma3n()) {
      rows = graph.rows(gemma3n.gathered(state), wanted);
    }
    if (parts.has(Trait.ALL_ROWS_UNNORMED)) {
      rows.markOutputOnly();
      rows = graph.rows(rows, wanted);
    }
    Node normed =
        parts.norm(
            parts.weights().has("token_embd_norm.weight")
                    && parts.shape().architecture().startsWith("lfm2")
                ? "token_embd_norm"
                : "output_norm",
            rows);
    if (parts.has(Trait.ALL_ROWS)) {
      normed.markOutputOnly();
      normed = graph.rows(normed, wanted);
    }
    normed.markOutputOnly();
    if (parts.has(Trait.NO_SCORES)) {
      graph.require(normed);
      return;
    }
    String matrix = parts.weights().has("output.weight") ? "output" : "token_embd";
    Node scores = parts.linear(matrix, normed, parts.shape().vocabulary());
    graph.requireAsOutput(scores);
  }
}
