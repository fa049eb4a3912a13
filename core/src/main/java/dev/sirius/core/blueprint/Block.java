package dev.sirius.core.blueprint;

/** One block (layer) of a model that is being drawn. */
final class Block {

  private final Drawing drawing;
  private final int index;

  Block(Drawing drawing, int index) {
    this.drawing = drawing;
    this.index = index;
  }

  int index() {
    return index;
  }

  long embedding() {
    return drawing.embedding();
  }

  long heads() {
    return perBlock("attention.head_count");
  }

  /** Heads of keys and values; as many as of queries unless stated. */
  long kvHeads() {
    return drawing.states("attention.head_count_kv")
        ? perBlock("attention.head_count_kv")
        : heads();
  }

  /** Elements of a head's query or key. */
  long keyLength() {
    return drawing.orElse("attention.key_length", embedding() / heads());
  }

  /** Elements of a head's value. */
  long valueLength() {
    return drawing.orElse("attention.value_length", embedding() / heads());
  }

  long feedForward() {
    return perBlock("feed_forward_length");
  }

  /** A hyper-parameter of this block. */
  long perBlock(String name) {
    return drawing.needed(name, index);
  }

  /** Puts down a tensor of this block. */
  void add(String name, long... dimensions) {
    drawing.add("blk." + index + "." + name, dimensions);
  }

  /** A norm of the embedding's width. */
  void norm(String name) {
    add(name + ".weight", embedding());
  }

  /** A norm of the embedding's width that shifts, too. */
  void normWithBias(String name) {
    add(name + ".weight", embedding());
    add(name + ".bias", embedding());
  }

  /** Separate projections to queries, keys and values, and the one back. */
  void attention() {
    attention(drawing.has(Trait.ATTENTION_BIAS));
  }

  void attention(boolean biases) {
    long queries = heads() * keyLength();
    long keys = kvHeads() * keyLength();
    long values = kvHeads() * valueLength();
    add("attn_q.weight", embedding(), queries);
    add("attn_k.weight", embedding(), keys);
    add("attn_v.weight", embedding(), values);
    if (biases) {
      add("attn_q.bias", queries);
      add("attn_k.bias", keys);
      add("attn_v.bias", values);
    }
    add("attn_output.weight", heads() * valueLength(), embedding());
  }

  /** Rows of a matrix that makes queries, keys and values at once. */
  long queriesKeysAndValues() {
    return (heads() + kvHeads()) * keyLength() + kvHeads() * valueLength();
  }

  /** Norms of each head's queries and keys. */
  void headNorms() {
    add("attn_q_norm.weight", keyLength());
    add("attn_k_norm.weight", keyLength());
  }

  /** Gate, up and down. */
  void gatedFeedForward() {
    gatedFeedForward("ffn", "", feedForward());
  }

  /** Gate, up and down of the experts' choice, and the router. */
  void experts(long width) {
    long experts = drawing.needed("expert_count");
    add("ffn_gate_inp.weight", embedding(), experts);
    add("ffn_gate_exps.weight", embedding(), width, experts);
    add("ffn_up_exps.weight", embedding(), width, experts);
    add("ffn_down_exps.weight", width, embedding(), experts);
  }

  /** Gate, up and down of the expert that every token passes. */
  void sharedExpert(long width) {
    gatedFeedForward("ffn", "_shexp", width);
  }

  private void gatedFeedForward(String prefix, String suffix, long width) {
    add(prefix + "_gate" + suffix + ".weight", embedding(), width);
    add(prefix + "_up" + suffix + ".weight", embedding(), width);
    add(prefix + "_down" + suffix + ".weight", width, embedding());
  }
}
