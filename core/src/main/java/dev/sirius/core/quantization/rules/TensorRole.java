package dev.sirius.core.quantization.rules;

/**
 * What a tensor does in a model, as far as quantization treats it apart; told from its name
 * (categories of src/llama-quant.cpp).
 */
public enum TensorRole {
  OUTPUT,
  EMBEDDING,
  /** Attention values, also where they share a matrix with queries and keys. */
  VALUE,
  KEY,
  QUERY,
  ATTENTION_OUTPUT,
  FEED_FORWARD_UP,
  FEED_FORWARD_GATE,
  FEED_FORWARD_DOWN,
  OTHER;

  /** The name of the output matrix; a model without one uses its embedding table. */
  public static final String OUTPUT_NAME = "output.weight";

  static final String PER_LAYER_EMBEDDING = "per_layer_token_embd.weight";
  private static final String TOKEN_EMBEDDING = "token_embd.weight";

  /** The role of the tensor of this name; the first that fits, from specific to general. */
  public static TensorRole of(String name) {
    if (name.equals(OUTPUT_NAME)) {
      return OUTPUT;
    }
    if (name.equals(TOKEN_EMBEDDING) || name.equals(PER_LAYER_EMBEDDING)) {
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
