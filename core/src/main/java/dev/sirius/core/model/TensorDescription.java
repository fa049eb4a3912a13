package dev.sirius.core.model;

import java.util.List;

/**
 * A tensor as Ollama describes it.
 *
 * @param name such as {@code blk.0.attn_q.weight}
 * @param type the tensor's own type, such as {@code Q4_K}
 * @param shape its dimensions, in GGUF's order (row length first)
 */
public record TensorDescription(String name, String type, List<Long> shape) {
  public TensorDescription {
    shape = List.copyOf(shape);
  }
}
