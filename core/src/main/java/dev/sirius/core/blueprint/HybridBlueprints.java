package dev.sirius.core.blueprint;

/** Architectures that have attention in some blocks and something else in the others. */
final class HybridBlueprints {

  private HybridBlueprints() {}

  /** Granite 4's hybrids: Mamba 2 where a block has no key-value heads. */
  static void graniteHybrid(Drawing model) {
    model.tokenEmbedding();
    model.output();
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      if (block.kvHeads() == 0) {
        mamba2(model, block);
      } else {
        block.attention(false);
      }
      block.norm("ffn_norm");
      long shared = model.orElse("expert_shared_feed_forward_length", 0);
      if (model.orElse("expert_count", 0) == 0) {
        block.gatedFeedForward();
      } else {
        block.experts(block.feedForward());
        if (shared > 0) {
          block.sharedExpert(shared);
        }
      }
    }
  }

  private static void mamba2(Drawing model, Block block) {
    long inner = model.needed("ssm.inner_size");
    long heads = model.needed("ssm.time_step_rank");
    long groups = model.needed("ssm.group_count");
    long convolved = inner + 2 * groups * model.needed("ssm.state_size");
    block.add("ssm_in.weight", block.embedding(), inner + convolved + heads);
    block.add("ssm_conv1d.weight", model.needed("ssm.conv_kernel"), convolved);
    block.add("ssm_conv1d.bias", convolved);
    block.add("ssm_dt.bias", heads);
    block.add("ssm_a", 1, heads);
    block.add("ssm_d", 1, heads);
    block.add("ssm_norm.weight", inner / groups, groups);
    block.add("ssm_out.weight", inner, block.embedding());
  }

  /** LFM2: a short convolution where a block has no key-value heads. */
  static void lfm2(Drawing model) {
    model.tokenEmbedding();
    model.add("token_embd_norm.weight", model.embedding());
    if (model.has(Trait.OUTPUT_MATRIX)) {
      model.add("output.weight", model.embedding(), model.vocabulary());
    }
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      if (block.kvHeads() == 0) {
        block.add("shortconv.conv.weight", model.needed("shortconv.l_cache"), block.embedding());
        block.add("shortconv.in_proj.weight", block.embedding(), 3 * block.embedding());
        block.add("shortconv.out_proj.weight", block.embedding(), block.embedding());
      } else {
        block.attention(false);
        block.headNorms();
      }
      block.norm("ffn_norm");
      block.gatedFeedForward();
    }
  }
}
