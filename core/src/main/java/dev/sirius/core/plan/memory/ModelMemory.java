package dev.sirius.core.plan.memory;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.size.ByteSize;
import java.util.List;
import java.util.Optional;

/**
 * The memory of a running model on one processor, by its parts.
 *
 * @param weights bytes of all tensors in their types
 * @param cache what the layers keep of the texts
 * @param compute the buffer in which a batch is computed
 * @param output bytes of the scores that are handed to the caller
 * @param modelling how much of it is known
 */
public record ModelMemory(
    ByteSize weights,
    CacheMemory cache,
    ComputeBuffer compute,
    ByteSize output,
    Modelling modelling) {

  private static final int SCORE_BYTES = 4;

  public ModelMemory {
    requireNonNull(weights, "weights");
    requireNonNull(cache, "cache");
    requireNonNull(compute, "compute");
    requireNonNull(output, "output");
    requireNonNull(modelling, "modelling");
  }

  /**
   * The memory of a model whose tensors have the types that the facts name.
   *
   * @throws dev.sirius.core.gguf.MetadataException when a hyper-parameter that is needed is missing
   *     or not plausible
   */
  public static ModelMemory of(ModelFacts facts, RunOptions run) {
    return of(facts, facts.tensors(), ModelShape.of(facts), run);
  }

  /**
   * The memory of a model in other tensor types.
   *
   * @param tensors the facts' tensors, each in the type that it is to have
   */
  public static ModelMemory of(
      ModelFacts facts, List<TensorInfo> tensors, ModelShape shape, RunOptions run) {
    return of(tensors, shape, run, ComputeBuffer.of(facts, shape, run));
  }

  /**
   * The memory of a model whose compute buffer is known; it is the same for all tensor types.
   *
   * @param tensors the model's tensors, each in the type that it is to have
   */
  public static ModelMemory of(
      List<TensorInfo> tensors, ModelShape shape, RunOptions run, ComputeBuffer compute) {
    long weights = tensors.stream().mapToLong(TensorInfo::bytes).reduce(0, Math::addExact);
    long output =
        Math.multiplyExact(
            Math.multiplyExact(shape.vocabulary(), SCORE_BYTES), (long) run.outputs());
    Modelling modelling =
        shape.known().isEmpty()
            ? Modelling.WEIGHTS
            : compute.exact() ? Modelling.FULL : Modelling.CACHES;
    return new ModelMemory(
        new ByteSize(weights),
        CacheMemory.of(shape, run),
        compute,
        new ByteSize(output),
        modelling);
  }

  /** Weights, caches and compute buffer: what llama.cpp's own projection counts. */
  public ByteSize projected() {
    return new ByteSize(
        Math.addExact(Math.addExact(weights.bytes(), cache.bytes()), compute.bytes()));
  }

  /** All parts; where the model is not fully known, the best guess from what is known. */
  public ByteSize total() {
    return new ByteSize(Math.addExact(projected().bytes(), output.bytes()));
  }

  /** What it takes in any case. */
  public ByteSize least() {
    return switch (modelling) {
      case FULL -> total();
      case CACHES ->
          new ByteSize(
              Math.addExact(Math.addExact(weights.bytes(), cache.bytes()), output.bytes()));
      case WEIGHTS -> weights;
    };
  }

  /** What it takes at most; empty when that is not known. */
  public Optional<ByteSize> most() {
    return modelling == Modelling.FULL ? Optional.of(total()) : Optional.empty();
  }
}
