package dev.sirius.core.quantization.rules;

import dev.sirius.core.gguf.TensorInfo;
import java.util.List;
import java.util.Set;

/**
 * Which tensors are quantized at all: matrices whose name ends in {@code weight}, but for those
 * that are small and sensitive (list of {@code tensor_allows_quantization} in src/llama-quant.cpp).
 */
final class Eligibility {

  private static final Set<String> KEPT = Set.of("position_embd.weight", "token_types.weight");

  /** Parts of the names of tensors that stay as they are. */
  private static final List<String> KEPT_PARTS =
      List.of(
          "_norm.weight",
          // experts are chosen by these
          "ffn_gate_inp.weight",
          "ffn_gate_tid2eid.weight",
          "altup",
          "laurel",
          "per_layer_model_proj",
          // convolutions of recurrent layers
          "ssm_conv1d",
          "shortconv.conv.weight",
          "indexer.k_proj.weight",
          "indexer.q_proj.weight",
          // RWKV
          "time_mix_first.weight",
          "time_mix_w0.weight",
          "time_mix_w1.weight",
          "time_mix_w2.weight",
          "time_mix_v0.weight",
          "time_mix_v1.weight",
          "time_mix_v2.weight",
          "time_mix_a0.weight",
          "time_mix_a1.weight",
          "time_mix_a2.weight",
          "time_mix_g1.weight",
          "time_mix_g2.weight",
          "time_mix_decay_w1.weight",
          "time_mix_decay_w2.weight",
          "time_mix_lerp_fused.weight",
          // relative positions of T5
          "attn_rel_b.weight",
          // pictures and sound
          ".position_embd",
          "sam.pos_embd",
          "sam.neck.",
          "sam.net_",
          ".rel_pos",
          ".patch_embd",
          ".patch_merger",
          "a.rvq.codebook",
          "mm.a.code_embd");

  private Eligibility() {}

  /** Whether a tensor has the form of one that is quantized. */
  static boolean isMatrix(TensorInfo tensor) {
    return tensor.significantDimensions().size() >= 2;
  }

  /** Whether a matrix of this name is quantized. */
  static boolean allows(String name) {
    if (!name.endsWith("weight") || KEPT.contains(name)) {
      return false;
    }
    for (String part : KEPT_PARTS) {
      if (name.contains(part)) {
        return false;
      }
    }
    return true;
  }
}
