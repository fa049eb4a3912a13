package dev.sirius.core.quantization.rules;

import dev.sirius.core.gguf.TensorInfo;
import java.util.List;
import java.util.Set;

/** Which tensors are quantized at all; the others keep their type. */
final class Quantizable {

  private static final List<String> KEPT =
      List.of(
          "_norm.weight",
          "ffn_gate_inp.weight",
          "ffn_gate_tid2eid.weight",
          "altup",
          "laurel",
          "per_layer_model_proj",
          "ssm_conv1d",
          "shortconv.conv.weight",
          "indexer.k_proj.weight",
          "indexer.q_proj.weight",
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
          "attn_rel_b.weight",
          ".position_embd",
          "sam.pos_embd",
          "sam.neck.",
          "sam.net_",
          ".rel_pos",
          ".patch_embd",
          ".patch_merger",
          "a.rvq.codebook",
          "mm.a.code_embd");

  private static final Set<String> KEPT_WHOLE =
      Set.of("position_embd.weight", "token_types.weight");

  private Quantizable() {}

  static boolean test(TensorInfo tensor, boolean keepOutput) {
    String name = tensor.name();
    return tensor.significantDimensions().size() >= 2
        && name.endsWith("weight")
        && !(keepOutput && name.equals("output.weight"))
        && KEPT.stream().noneMatch(name::contains)
        && !KEPT_WHOLE.contains(name);
  }
}
