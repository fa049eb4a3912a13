package dev.sirius.core.blueprint;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The tensors of a model as they are put down, each in the format that llama.cpp's converter gives
 * it in an F16 file (prepare_tensors of conversion/base.py, llama.cpp v0.5.0): F32 for vectors,
 * norms, whatever is no weight, and some small matrices; F16 for the rest.
 */
final class TensorTable {

  private static final Set<String> ALWAYS_F32 =
      Set.of(
          "ffn_gate_inp.weight",
          "ffn_gate_inp_shexp.weight",
          "position_embd.weight",
          "token_types.weight",
          "ssm_conv1d.weight",
          "shortconv.conv.weight",
          "altup_correct_coef.weight",
          "altup_predict_coef.weight");

  private final List<TensorInfo> tensors = new ArrayList<>();

  /**
   * Adds a tensor.
   *
   * @param dimensions elements along each axis, the row's length first
   */
  void add(String name, long... dimensions) {
    List<Long> axes = new ArrayList<>(dimensions.length);
    for (long dimension : dimensions) {
      axes.add(dimension);
    }
    tensors.add(new TensorInfo(name, axes, type(name, dimensions.length)));
  }

  List<TensorInfo> tensors() {
    return List.copyOf(tensors);
  }

  private static TensorType type(String name, int axes) {
    boolean single =
        axes <= 1
            || name.endsWith("_norm.weight")
            || !name.endsWith(".weight")
            || ALWAYS_F32.contains(withoutBlock(name));
    return single ? TensorType.F32 : TensorType.F16;
  }

  /** {@code blk.3.attn_q.weight} is {@code attn_q.weight} of a block. */
  private static String withoutBlock(String name) {
    return name.startsWith("blk.") ? name.substring(name.indexOf('.', 4) + 1) : name;
  }
}
