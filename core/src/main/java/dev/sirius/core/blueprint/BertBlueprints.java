package dev.sirius.core.blueprint;

/** Encoders that turn a text into one vector. */
final class BertBlueprints {

  private static final String TOKEN_TYPES = "tokenizer.ggml.token_type_count";

  private BertBlueprints() {}

  /** BERT and XLM-RoBERTa: a table of positions, and biases everywhere. */
  static void bert(Drawing model) {
    embeddings(model);
    model.add("position_embd.weight", model.embedding(), model.needed("context_length"));
    for (Block block : model.blocks()) {
      block.attention(true);
      block.add("attn_output.bias", block.embedding());
      block.normWithBias("attn_output_norm");
      block.add("ffn_up.weight", block.embedding(), block.feedForward());
      block.add("ffn_up.bias", block.feedForward());
      block.add("ffn_down.weight", block.feedForward(), block.embedding());
      block.add("ffn_down.bias", block.embedding());
      block.normWithBias("layer_output_norm");
    }
  }

  /** Nomic's: rotary positions, one matrix for queries, keys and values, a gate, no biases. */
  static void nomicBert(Drawing model) {
    embeddings(model);
    for (Block block : model.blocks()) {
      block.add("attn_qkv.weight", block.embedding(), block.queriesKeysAndValues());
      block.add("attn_output.weight", block.embedding(), block.embedding());
      block.normWithBias("attn_output_norm");
      block.gatedFeedForward();
      block.normWithBias("layer_output_norm");
    }
  }

  private static void embeddings(Drawing model) {
    long types =
        model.outline().metadata().uint(TOKEN_TYPES).orElseThrow(() -> model.missing(TOKEN_TYPES));
    model.tokenEmbedding();
    model.add("token_embd_norm.weight", model.embedding());
    model.add("token_embd_norm.bias", model.embedding());
    model.add("token_types.weight", model.embedding(), types);
  }
}
