package dev.sirius.core.blueprint;

/** Llama and what is built like it: a norm, attention, a norm, a gated feed-forward part. */
final class LlamaBlueprints {

  private LlamaBlueprints() {}

  /** Llama 2 and 3, Mistral, Mixtral, SmolLM, Granite, Gemma 1: those with nothing added. */
  static void llama(Drawing model) {
    model.tokenEmbedding();
    model.output();
    model.ropeFactors();
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      block.attention();
      block.norm("ffn_norm");
      feedForward(model, block);
    }
  }

  /** One feed-forward part, or experts of the same width, with one for all tokens if there is. */
  private static void feedForward(Drawing model, Block block) {
    if (model.orElse("expert_count", 0) == 0) {
      block.gatedFeedForward();
      return;
    }
    block.experts(block.feedForward());
    long shared = model.orElse("expert_shared_feed_forward_length", 0);
    if (shared > 0) {
      block.sharedExpert(shared);
    }
  }

  /** Phi-3 and 4: queries, keys and values in one matrix, gate and up in another. */
  static void phi3(Drawing model) {
    model.tokenEmbedding();
    model.output();
    model.ropeFactors();
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      block.add("attn_qkv.weight", block.embedding(), block.queriesKeysAndValues());
      block.add("attn_output.weight", block.heads() * block.valueLength(), block.embedding());
      block.norm("ffn_norm");
      block.add("ffn_up.weight", block.embedding(), 2 * block.feedForward());
      block.add("ffn_down.weight", block.feedForward(), block.embedding());
    }
  }

  /** OLMo 2 and 3: norms after each part, and over all queries and all keys at once. */
  static void olmo2(Drawing model) {
    model.tokenEmbedding();
    model.output();
    for (Block block : model.blocks()) {
      block.attention();
      block.add("attn_q_norm.weight", block.heads() * block.keyLength());
      block.add("attn_k_norm.weight", block.kvHeads() * block.keyLength());
      block.norm("post_attention_norm");
      block.gatedFeedForward();
      block.norm("post_ffw_norm");
    }
  }

  /** Command R7B and its kin: one norm for attention and feed-forward side by side. */
  static void cohere2(Drawing model) {
    model.tokenEmbedding();
    model.output();
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      block.attention();
      block.gatedFeedForward();
    }
  }

  /** gpt-oss: attention sinks, and experts with biases. */
  static void gptOss(Drawing model) {
    model.tokenEmbedding();
    model.output();
    long experts = model.needed("expert_count");
    long width = model.needed("expert_feed_forward_length");
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      block.attention(true);
      block.add("attn_output.bias", block.embedding());
      block.add("attn_sinks.weight", block.heads());
      block.norm("post_attention_norm");
      block.experts(width);
      block.add("ffn_gate_inp.bias", experts);
      block.add("ffn_gate_exps.bias", width, experts);
      block.add("ffn_up_exps.bias", width, experts);
      block.add("ffn_down_exps.bias", block.embedding(), experts);
    }
  }

  /** DeepSeek 2 and 3: keys and values unfolded from one low-rank vector; some blocks dense. */
  static void deepseek2(Drawing model) {
    model.tokenEmbedding();
    model.output();
    long dense = model.orElse("leading_dense_block_count", 0);
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      latentAttention(model, block);
      block.norm("ffn_norm");
      if (block.index() < dense) {
        block.gatedFeedForward();
      } else {
        long width = model.needed("expert_feed_forward_length");
        block.experts(width);
        block.sharedExpert(Math.multiplyExact(width, model.needed("expert_shared_count")));
        if (model.has(Trait.EXPERT_BIAS)) {
          block.add("exp_probs_b.bias", model.needed("expert_count"));
        }
      }
    }
  }

  private static void latentAttention(Drawing model, Block block) {
    long heads = block.heads();
    long latent = model.needed("attention.kv_lora_rank");
    long turned = model.needed("rope.dimension_count");
    long keys = model.needed("attention.key_length_mla");
    long values = model.needed("attention.value_length_mla");
    long queryRank = model.orElse("attention.q_lora_rank", 0);
    if (queryRank > 0) {
      block.add("attn_q_a.weight", block.embedding(), queryRank);
      block.add("attn_q_a_norm.weight", queryRank);
      block.add("attn_q_b.weight", queryRank, heads * keys);
    } else {
      block.add("attn_q.weight", block.embedding(), heads * keys);
    }
    block.add("attn_kv_a_mqa.weight", block.embedding(), latent + turned);
    block.add("attn_kv_a_norm.weight", latent);
    block.add("attn_k_b.weight", keys - turned, latent, heads);
    block.add("attn_v_b.weight", latent, values, heads);
    block.add("attn_output.weight", heads * values, block.embedding());
  }
}
