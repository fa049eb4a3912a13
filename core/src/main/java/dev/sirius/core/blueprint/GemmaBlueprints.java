package dev.sirius.core.blueprint;

import java.util.List;

/** The Gemma line from the second on: norms before and after each part. */
final class GemmaBlueprints {

  private GemmaBlueprints() {}

  static void gemma2(Drawing model) {
    model.tokenEmbedding();
    model.output();
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      block.attention(false);
      block.norm("post_attention_norm");
      block.norm("ffn_norm");
      block.gatedFeedForward();
      block.norm("post_ffw_norm");
    }
  }

  /** Gemma 3, and EmbeddingGemma with its two further matrices where the hyper-parameters say. */
  static void gemma3(Drawing model) {
    model.tokenEmbedding();
    model.output();
    long wide = model.orElse("dense_2_feat_out", 0);
    if (wide > 0) {
      model.add("dense_2.weight", model.embedding(), wide);
      model.add("dense_3.weight", model.needed("dense_3_feat_in"), model.embedding());
    }
    for (Block block : model.blocks()) {
      block.norm("attn_norm");
      block.attention(false);
      block.headNorms();
      block.norm("post_attention_norm");
      block.norm("ffn_norm");
      block.gatedFeedForward();
      block.norm("post_ffw_norm");
    }
  }

  /**
   * Gemma 4: heads of another length in the blocks that see everything, whose keys can serve as
   * values; an embedding for each block and token in the small ones; experts beside the dense part
   * in one. The last blocks of the small ones attend to earlier blocks' keys and values; the
   * converter writes matrices for them nonetheless.
   */
  static void gemma4(Drawing model) {
    List<Boolean> windowed =
        model
            .outline()
            .flagPerBlock("attention.sliding_window_pattern")
            .orElseThrow(
                () -> model.missing(model.outline().key("attention.sliding_window_pattern")));
    model.tokenEmbedding();
    model.output();
    long perLayer = model.orElse("embedding_length_per_layer_input", 0);
    List<Block> blocks = model.blocks();
    if (perLayer > 0) {
      long all = Math.multiplyExact(perLayer, blocks.size());
      model.add("per_layer_token_embd.weight", all, model.vocabulary());
      model.add("per_layer_model_proj.weight", model.embedding(), all);
      model.add("per_layer_proj_norm.weight", perLayer);
    }
    model.add("rope_freqs.weight", model.needed("attention.key_length") / 2);
    for (Block block : blocks) {
      boolean window = windowed.get(block.index());
      block.norm("attn_norm");
      gemma4Attention(model, block, window);
      block.norm("post_attention_norm");
      block.norm("ffn_norm");
      block.gatedFeedForward();
      block.norm("post_ffw_norm");
      block.add("layer_output_scale.weight", 1);
      if (model.orElse("expert_count", 0) > 0) {
        gemma4Experts(model, block);
      }
      if (perLayer > 0) {
        block.add("inp_gate.weight", block.embedding(), perLayer);
        block.add("proj.weight", perLayer, block.embedding());
        block.norm("post_norm");
      }
    }
  }

  private static void gemma4Attention(Drawing model, Block block, boolean window) {
    long length = model.needed(window ? "attention.key_length_swa" : "attention.key_length");
    long keys = block.kvHeads() * length;
    block.add("attn_q.weight", block.embedding(), block.heads() * length);
    block.add("attn_k.weight", block.embedding(), keys);
    if (window || !model.has(Trait.KEYS_AS_VALUES)) {
      block.add("attn_v.weight", block.embedding(), keys);
    }
    block.add("attn_q_norm.weight", length);
    block.add("attn_k_norm.weight", length);
    block.add("attn_output.weight", block.heads() * length, block.embedding());
  }

  private static void gemma4Experts(Drawing model, Block block) {
    long experts = model.needed("expert_count");
    long width = model.needed("expert_feed_forward_length");
    block.add("ffn_gate_inp.weight", block.embedding(), experts);
    block.add("ffn_gate_inp.scale", block.embedding());
    block.norm("pre_ffw_norm_2");
    block.norm("post_ffw_norm_1");
    block.norm("post_ffw_norm_2");
    block.add("ffn_gate_up_exps.weight", block.embedding(), 2 * width, experts);
    block.add("ffn_down_exps.weight", width, block.embedding(), experts);
    block.add("ffn_down_exps.scale", experts);
  }
}
