package dev.sirius.core.plan.memory;

import dev.sirius.core.plan.shape.CachePart;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.quantization.TensorType;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Bytes of what the layers keep between calls, as llama.cpp v0.5.0 allocates them
 * (llama-kv-cache.cpp, llama-kv-cache-iswa.cpp, llama-memory-recurrent.cpp): for each token kept a
 * row of keys and one of values in each layer with attention; a state for each request in each
 * recurrent layer.
 *
 * @param keys bytes of keys
 * @param values bytes of values
 * @param states bytes of recurrent states
 */
public record CacheMemory(long keys, long values, long states) {

  private static final int STATE_BYTES = 4;

  /** All bytes. */
  public long bytes() {
    return Math.addExact(Math.addExact(keys, values), states);
  }

  /** The caches of all layers. */
  public static CacheMemory of(ModelShape shape, RunOptions run) {
    return of(shape, run, layer -> true);
  }

  /** The caches of some layers. */
  static CacheMemory of(ModelShape shape, RunOptions run, LongPredicate layers) {
    boolean transposed = !Attention.isFused(shape, run);
    long keys = 0;
    long values = 0;
    long states = 0;
    List<CachePart> parts = shape.caches();
    for (CachePart part : parts) {
      if (!layers.test(part.layer())) {
        continue;
      }
      if (part instanceof CachePart.State state) {
        states =
            Math.addExact(
                states,
                Math.multiplyExact(
                    Math.multiplyExact(state.elements(), STATE_BYTES), (long) run.parallel()));
      } else if (part instanceof CachePart.Rows rows) {
        long cells = cells(shape, run, rows);
        keys = Math.addExact(keys, rowBytes(run.keyType(), rows.keyWidth(), cells));
        long width = transposed ? rows.paddedValueWidth() : rows.valueWidth();
        values = Math.addExact(values, rowBytes(run.valueType(), width, cells));
      }
    }
    return new CacheMemory(keys, values, states);
  }

  private static long cells(ModelShape shape, RunOptions run, CachePart.Rows rows) {
    boolean apart = shape.architecture().equals("deepseek4");
    int streams = apart ? run.parallel() : run.streams();
    long each =
        rows.windowed()
            ? run.windowCellsEach(shape.window().orElseThrow())
            : rows.ratio() == 1
                ? run.cellsEach()
                : RunOptions.padded(
                    Math.floorDiv(run.cellsEach() + rows.ratio() - 1, rows.ratio()));
    return Math.multiplyExact(each, streams);
  }

  /** Rows are cut into blocks; a last part of a block takes its share of bytes, as in ggml. */
  private static long rowBytes(TensorType type, long width, long rows) {
    long row = Math.multiplyExact(width, type.blockBytes()) / type.blockElements();
    return Math.multiplyExact(row, rows);
  }
}
