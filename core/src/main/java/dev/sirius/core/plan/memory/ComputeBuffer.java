package dev.sirius.core.plan.memory;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.shape.ModelShape;

/**
 * Bytes of the buffer in which a batch is computed, as llama.cpp v0.5.0 reserves it on a processor
 * (graph_reserve of llama-context.cpp): the graph of one full batch over full caches is laid out
 * with reuse.
 *
 * @param bytes the buffer's bytes; where it is not exact, what the parts that are laid out need
 * @param exact whether the architecture's computation is laid out here in full
 */
public record ComputeBuffer(long bytes, boolean exact) {

  /** The buffer of a batch. */
  public static ComputeBuffer of(ModelFacts facts, ModelShape shape, RunOptions run) {
    DecoderGraph graph = new DecoderGraph(facts, shape, run);
    return new ComputeBuffer(graph.bufferBytes(), graph.isExact());
  }
}
