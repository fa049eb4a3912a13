package dev.sirius.core.quantization.rules;

/** What a tensor is for, as far as its type depends on it. */
enum TensorCategory {
  OUTPUT,
  EMBEDDING,
  VALUE,
  KEY,
  QUERY,
  ATTENTION_OUTPUT,
  FEED_FORWARD_UP,
  FEED_FORWARD_GATE,
  FEED_FORWARD_DOWN,
  OTHER;

  /** The category of a tensor by its name; the first that fits counts. */
  static TensorCategory of(String name) {
    if (name.equals("output.weight")) {
      return OUTPUT;
    }
    if (name.equals("token_embd.weight") || name.equals("per_layer_token_embd.weight")) {
      return EMBEDDING;
    }
    if (name.contains("attn_qkv.weight")
        || name.contains("attn_kv_b.weight")
        || name.contains("attn_v.weight")) {
      return VALUE;
    }
    if (name.contains("attn_k.weight")) {
      return KEY;
    }
    if (name.contains("attn_q.weight")) {
      return QUERY;
    }
    if (name.contains("attn_output.weight")) {
      return ATTENTION_OUTPUT;
    }
    if (name.contains("ffn_up")) {
      return FEED_FORWARD_UP;
    }
    if (name.contains("ffn_gate")) {
      return FEED_FORWARD_GATE;
    }
    return name.contains("ffn_down") ? FEED_FORWARD_DOWN : OTHER;
  }
}
