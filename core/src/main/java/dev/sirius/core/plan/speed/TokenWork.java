package dev.sirius.core.plan.speed;

import dev.sirius.core.gguf.BlockTensorName;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.plan.memory.RunOptions;
import dev.sirius.core.plan.shape.CachePart;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.quantization.TensorType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What computing one token takes: every weight that takes part is read once. Of a table of
 * embeddings one row is read, unless it serves as output matrix too; of the experts those that are
 * chosen; of layers for predicting several tokens none.
 *
 * @param parts the weights read, by their types
 * @param layers layers passed through
 */
public record TokenWork(List<Part> parts, int layers) {

  /**
   * The weights of one type.
   *
   * @param type their type
   * @param bytes bytes read
   * @param weights weights read, each of which is multiplied and added once
   */
  public record Part(TensorType type, double bytes, double weights) {}

  public TokenWork {
    parts = List.copyOf(parts);
  }

  /** Bytes of weights read. */
  public double weightBytes() {
    return parts.stream().mapToDouble(Part::bytes).sum();
  }

  /** Multiplications with addition, one for each weight read. */
  public double multiplyAdds() {
    return parts.stream().mapToDouble(Part::weights).sum();
  }

  private static final Pattern EXPERTS = Pattern.compile(".*_(ch)?exps\\.\\w+");

  /** The work of a model whose tensors have the given types. */
  public static TokenWork of(ModelFacts facts, List<TensorInfo> tensors, ModelShape shape) {
    Map<TensorType, Part> parts = new EnumMap<>(TensorType.class);
    for (TensorInfo tensor : tensors) {
      double share = share(facts, shape, tensor);
      double weights = tensor.dimensions().size() > 1 ? share * (double) tensor.elements() : 0;
      parts.merge(
          tensor.type(),
          new Part(tensor.type(), share * (double) tensor.bytes(), weights),
          (one, other) ->
              new Part(one.type(), one.bytes() + other.bytes(), one.weights() + other.weights()));
    }
    return new TokenWork(List.copyOf(parts.values()), shape.trunk());
  }

  /** Which part of a tensor a token reads: 0 to 1. */
  private static double share(ModelFacts facts, ModelShape shape, TensorInfo tensor) {
    String name = tensor.name();
    if (name.equals("token_embd.weight")) {
      return facts.hasTiedEmbeddings() ? 1 : 0;
    }
    if (name.startsWith("per_layer_token_embd.") || name.startsWith("position_embd.")) {
      return 0;
    }
    Optional<BlockTensorName> block = BlockTensorName.of(name);
    if (block.isEmpty()) {
      return 1;
    }
    int layer = block.get().block();
    if (layer >= shape.trunk()) {
      return 0;
    }
    long experts = facts.uint("expert_count").orElse(0);
    if (experts == 0 || !EXPERTS.matcher(block.get().part()).matches()) {
      return 1;
    }
    long used =
        facts
            .perBlock("expert_used_count")
            .filter(list -> layer < list.size())
            .map(list -> list.get(layer))
            .orElse(experts);
    return Math.min(1, (double) used / experts);
  }

  /** Bytes of the caches that a token reads when the context holds so many tokens. */
  public static long cacheBytes(ModelShape shape, RunOptions run, long tokens) {
    long bytes = 0;
    for (CachePart part : shape.caches()) {
      if (part instanceof CachePart.State state) {
        bytes += 2 * 4 * state.elements();
      } else if (part instanceof CachePart.Rows rows) {
        long seen = rows.windowed() ? Math.min(tokens, shape.window().orElse(tokens)) : tokens;
        bytes +=
            seen
                / rows.ratio()
                * (bytes(run.keyType(), rows.keyWidth())
                    + bytes(run.valueType(), rows.valueWidth()));
      }
    }
    return bytes;
  }

  private static long bytes(TensorType type, long width) {
    return width * type.blockBytes() / type.blockElements();
  }
}
