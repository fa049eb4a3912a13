package dev.sirius.core.plan.memory;

import dev.sirius.core.gguf.BlockTensorName;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.OptionalInt;

/**
 * A model divided between an accelerator and main memory. The last layers go to the accelerator, as
 * llama.cpp's {@code -ngl} does; counted with them is the output matrix, which goes there first.
 * Token embeddings stay in main memory; a matrix that serves as both is then held twice.
 *
 * <p>Weights and caches of each side are exact. The compute buffers are those of a processor: the
 * accelerator's own layout differs by some per cent, so they are an estimate.
 *
 * @param layers layers on the accelerator, the output counted as one: 0 to all layers plus 1
 * @param of layers that there are, the output counted as one
 * @param accelerator bytes on the accelerator
 * @param host bytes in main memory
 */
public record Placement(int layers, int of, ByteSize accelerator, ByteSize host) {

  /** Whether the whole model is on the accelerator. */
  public boolean isWhole() {
    return layers == of;
  }

  /** The placement of so many layers on the accelerator. */
  public static Placement of(
      ModelFacts facts,
      List<TensorInfo> tensors,
      ModelShape shape,
      RunOptions run,
      ModelMemory memory,
      int layers) {
    int all = shape.layers().size() + 1;
    if (layers < 0 || layers > all) {
      throw new IllegalArgumentException(
          layers + " layers on the accelerator; 0 to " + all + " are allowed");
    }
    int first = all - layers;
    boolean output = layers > 0;
    long there = 0;
    long here = 0;
    for (TensorInfo tensor : tensors) {
      OptionalInt block = block(tensor.name());
      boolean embedding = tensor.name().startsWith("token_embd.") || isPerLayerTable(tensor);
      boolean moves = block.isPresent() ? block.getAsInt() >= first : output && !embedding;
      if (moves) {
        there = Math.addExact(there, tensor.bytes());
      } else {
        here = Math.addExact(here, tensor.bytes());
      }
      if (output && tensor.name().equals("token_embd.weight") && facts.hasTiedEmbeddings()) {
        there = Math.addExact(there, tensor.bytes());
      }
    }
    long cacheThere = CacheMemory.of(shape, run, layer -> layer >= first).bytes();
    long cacheHere = memory.cache().bytes() - cacheThere;
    long compute = memory.compute().bytes();
    boolean whole = layers == all;
    if (layers > 0) {
      there = Math.addExact(there, Math.addExact(cacheThere, compute));
    }
    here = Math.addExact(here, Math.addExact(cacheHere, memory.output().bytes()));
    here = Math.addExact(here, whole ? inputBytes(shape, run) : compute);
    return new Placement(layers, all, new ByteSize(there), new ByteSize(here));
  }

  /** Token embeddings and masks are computed in main memory and handed over. */
  private static long inputBytes(ModelShape shape, RunOptions run) {
    long tokens = run.physicalBatch();
    long perToken = Math.addExact(2 * 4 * shape.width(), 2 * run.cellsEach());
    return Math.multiplyExact(tokens, perToken);
  }

  private static boolean isPerLayerTable(TensorInfo tensor) {
    return tensor.name().startsWith("per_layer_token_embd.");
  }

  private static OptionalInt block(String name) {
    return BlockTensorName.of(name)
        .map(tensor -> OptionalInt.of(tensor.block()))
        .orElse(OptionalInt.empty());
  }

  /**
   * The most layers whose bytes the accelerator's memory takes.
   *
   * @param room bytes that the accelerator has for the model
   */
  public static Placement fitting(
      ModelFacts facts,
      List<TensorInfo> tensors,
      ModelShape shape,
      RunOptions run,
      ModelMemory memory,
      ByteSize room) {
    int low = 0;
    int high = shape.layers().size() + 1;
    Placement best = of(facts, tensors, shape, run, memory, 0);
    while (low < high) {
      int middle = (low + high + 1) / 2;
      Placement tried = of(facts, tensors, shape, run, memory, middle);
      if (tried.accelerator().compareTo(room) <= 0) {
        best = tried;
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return best;
  }
}
