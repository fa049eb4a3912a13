package dev.sirius.core.quantization.rules;

import dev.sirius.core.gguf.ModelFacts;
import java.util.List;
import java.util.Optional;

/**
 * What of a model's shape decides on types.
 *
 * @param blocks number of blocks, those for predicting several tokens included
 * @param values number of tensors that hold attention values
 * @param experts number of experts of a block, 0 for none
 * @param headsPerKeyValueHead heads that share a key-value head in the first block, rounded down; 0
 *     when it has none
 * @param tied whether the embedding table serves as output matrix
 * @param falcon whether it is a Falcon, whose mixture differs
 * @param is70B whether it counts as Llama 70B, of which eight heads share the values
 * @param projectionsHaveThreeDimensions whether tensors of three dimensions are not always experts
 */
record ModelShape(
    int blocks,
    int values,
    int experts,
    long headsPerKeyValueHead,
    boolean tied,
    boolean falcon,
    boolean is70B,
    boolean projectionsHaveThreeDimensions) {

  private static final int BLOCKS_OF_70B = 80;
  private static final int BLOCKS_OF_JAIS2_70B = 68;

  static ModelShape of(ModelFacts facts) {
    long heads = first(facts, "attention.head_count").orElse(0L);
    long keyValueHeads = first(facts, "attention.head_count_kv").orElse(heads);
    int blocks = facts.blockCount();
    long values =
        facts.tensors().stream()
            .filter(tensor -> TensorRole.of(tensor.name()) == TensorRole.VALUE)
            .count();
    return new ModelShape(
        blocks,
        Math.toIntExact(values),
        (int) Math.min(Integer.MAX_VALUE, facts.uint("expert_count").orElse(0)),
        keyValueHeads == 0 ? 0 : heads / keyValueHeads,
        facts.tensor(TensorRole.OUTPUT_NAME).isEmpty(),
        facts.architecture().equals("falcon"),
        is70B(facts.architecture(), blocks, heads != keyValueHeads),
        facts.architecture().equals("bailingmoe3"));
  }

  boolean hasEightExperts() {
    return experts == 8;
  }

  private static boolean is70B(String architecture, int blocks, boolean grouped) {
    return switch (architecture) {
      case "llama", "llama-embed" -> blocks == BLOCKS_OF_70B && grouped;
      case "deci", "olmo", "qwen2" -> blocks == BLOCKS_OF_70B;
      case "jais2" -> blocks == BLOCKS_OF_JAIS2_70B;
      default -> false;
    };
  }

  private static Optional<Long> first(ModelFacts facts, String name) {
    return facts
        .metadata()
        .uints(facts.key(name))
        .filter(list -> !list.isEmpty())
        .map(ModelShape::first);
  }

  private static long first(List<Long> values) {
    return values.get(0);
  }
}
