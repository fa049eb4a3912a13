package dev.sirius.core.blueprint;

/** The Qwen line. */
final class QwenBlueprints {

  private QwenBlueprints() {}

  /** Qwen 2 and 2.5: biases on queries, keys and values. */
  static void qwen2(Drawing model) {
    model.tokenEmbedding();
    model.output();
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      block.attention(true);
      block.norm("ffn_norm");
      block.gatedFeedForward();
    }
  }

  /** Qwen 3: norms of each head's queries and keys. */
  static void qwen3(Drawing model) {
    model.tokenEmbedding();
    model.output();
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      block.attention(false);
      block.headNorms();
      block.norm("ffn_norm");
      block.gatedFeedForward();
    }
  }

  /** Qwen 3 with experts. */
  static void qwen3Moe(Drawing model) {
    model.tokenEmbedding();
    model.output();
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      block.attention(false);
      block.headNorms();
      block.norm("ffn_norm");
      block.experts(model.needed("expert_feed_forward_length"));
    }
  }

  /** Qwen 3.5: three blocks of linear attention, then one of full attention with a gate. */
  static void qwen35(Drawing model) {
    model.tokenEmbedding();
    model.output();
    for (Block block : model.blocks()) {
      mixer(model, block);
      block.gatedFeedForward();
    }
    for (Block block : model.nextTokenPredictors()) {
      block.norm("attn_norm");
      block.norm("post_attention_norm");
      gatedAttention(block);
      block.gatedFeedForward();
      nextTokenHead(block);
    }
  }

  /** Qwen 3.5 with experts, one of them for every token. */
  static void qwen35Moe(Drawing model) {
    model.tokenEmbedding();
    model.output();
    for (Block block : model.blocks()) {
      mixer(model, block);
      gatedExperts(model, block);
    }
    for (Block block : model.nextTokenPredictors()) {
      block.norm("attn_norm");
      block.norm("post_attention_norm");
      gatedAttention(block);
      gatedExperts(model, block);
      nextTokenHead(block);
    }
  }

  private static void mixer(Drawing model, Block block) {
    block.norm("attn_norm");
    block.norm("post_attention_norm");
    if (isRecurrent(model, block)) {
      linearAttention(model, block);
    } else {
      gatedAttention(block);
    }
  }

  /** As stated block by block, else all but each n-th. */
  private static boolean isRecurrent(Drawing model, Block block) {
    return model
        .outline()
        .flagPerBlock("attention.recurrent_layers")
        .map(flags -> flags.get(block.index()))
        .orElseGet(() -> (block.index() + 1) % model.orElse("full_attention_interval", 4) != 0);
  }

  private static void linearAttention(Drawing model, Block block) {
    long headLength = model.needed("ssm.state_size");
    long keyHeads = model.needed("ssm.group_count");
    long valueHeads = model.needed("ssm.time_step_rank");
    long keys = headLength * keyHeads;
    long values = headLength * valueHeads;
    block.add("attn_qkv.weight", block.embedding(), 2 * keys + values);
    block.add("attn_gate.weight", block.embedding(), values);
    block.add("ssm_conv1d.weight", model.needed("ssm.conv_kernel"), 2 * keys + values);
    block.add("ssm_dt.bias", valueHeads);
    block.add("ssm_a", valueHeads);
    block.add("ssm_beta.weight", block.embedding(), valueHeads);
    block.add("ssm_alpha.weight", block.embedding(), valueHeads);
    block.add("ssm_norm.weight", headLength);
    block.add("ssm_out.weight", values, block.embedding());
  }

  /** The query matrix makes the gate, too. */
  private static void gatedAttention(Block block) {
    long queries = block.heads() * block.keyLength();
    block.add("attn_q.weight", block.embedding(), 2 * queries);
    block.add("attn_k.weight", block.embedding(), block.kvHeads() * block.keyLength());
    block.add("attn_v.weight", block.embedding(), block.kvHeads() * block.valueLength());
    block.headNorms();
    block.add("attn_output.weight", queries, block.embedding());
  }

  private static void gatedExperts(Drawing model, Block block) {
    block.experts(model.needed("expert_feed_forward_length"));
    block.add("ffn_gate_inp_shexp.weight", block.embedding());
    block.sharedExpert(model.needed("expert_shared_feed_forward_length"));
  }

  private static void nextTokenHead(Block block) {
    block.add("nextn.eh_proj.weight", 2 * block.embedding(), block.embedding());
    block.norm("nextn.enorm");
    block.norm("nextn.hnorm");
    block.norm("nextn.shared_head_norm");
  }
}
