package dev.sirius.core.plan.memory;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.TensorType;
import java.util.Objects;
import java.util.Set;

/**
 * How a model is run.
 *
 * @param context tokens that all requests' texts may hold together
 * @param batch tokens that are computed at once
 * @param parallel requests that are served at once
 * @param sharedCache whether the requests share one cache, rather than having equal parts of it
 * @param keyType the keys' format in the cache
 * @param valueType the values' format in the cache
 * @param flashAttention whether attention is fused
 * @param outputs tokens of a batch for which the vocabulary's scores are computed: 1 for each
 *     request when answers are generated, all for measuring perplexity
 */
public record RunOptions(
    long context,
    int batch,
    int parallel,
    boolean sharedCache,
    TensorType keyType,
    TensorType valueType,
    FlashAttention flashAttention,
    int outputs) {

  /** Formats that llama.cpp keeps keys and values in. */
  public static final Set<TensorType> CACHE_TYPES =
      Set.of(
          TensorType.F32,
          TensorType.F16,
          TensorType.BF16,
          TensorType.Q8_0,
          TensorType.Q4_0,
          TensorType.Q4_1,
          TensorType.IQ4_NL,
          TensorType.Q5_0,
          TensorType.Q5_1);

  /** Tokens of the longest context that is accepted: 2^30. */
  public static final long LONGEST = 1L << 30;

  private static final int CELLS = 256;

  public RunOptions {
    requireNonNull(flashAttention, "flashAttention");
    between("context", context, 1, LONGEST, "tokens");
    between("batch", batch, 1, 1 << 20, "tokens");
    between("parallel", parallel, 1, 256, "requests");
    between("outputs", outputs, 1, 1 << 20, "tokens");
    cacheType("keys", keyType);
    cacheType("values", valueType);
    if (isQuantized(valueType) && flashAttention == FlashAttention.OFF) {
      throw new IllegalArgumentException(
          "values as "
              + valueType.label()
              + " need flash attention, which is off; switch it on or keep values as f16");
    }
  }

  /** One request, keys and values in 16 bits, scores for one token. */
  public static RunOptions of(long context, int batch) {
    return new RunOptions(
        context, batch, 1, false, TensorType.F16, TensorType.F16, FlashAttention.AUTO, 1);
  }

  public RunOptions withContext(long tokens) {
    return new RunOptions(
        tokens, batch, parallel, sharedCache, keyType, valueType, flashAttention, outputs);
  }

  public RunOptions withCacheType(TensorType type) {
    return new RunOptions(
        context, batch, parallel, sharedCache, type, type, flashAttention, outputs);
  }

  public RunOptions withFlashAttention(FlashAttention other) {
    return new RunOptions(
        context, batch, parallel, sharedCache, keyType, valueType, other, outputs);
  }

  /** So many requests at once, each with its part of the cache and scores for one token. */
  public RunOptions withParallel(int requests) {
    return new RunOptions(
        context, batch, requests, sharedCache, keyType, valueType, flashAttention, requests);
  }

  public RunOptions withOutputs(int tokens) {
    return new RunOptions(
        context, batch, parallel, sharedCache, keyType, valueType, flashAttention, tokens);
  }

  /** Caches that lie beside each other: one for each request, or one for all. */
  public int streams() {
    return sharedCache ? 1 : parallel;
  }

  /** Tokens that each of the caches holds, a multiple of 256. */
  public long cellsEach() {
    return padded(sharedCache ? padded(context) : padded(context) / parallel);
  }

  /** Tokens that all caches hold together. */
  public long cells() {
    return Math.multiplyExact(cellsEach(), streams());
  }

  /**
   * Tokens that each cache of windowed layers holds: the window of each request and one batch, but
   * no more than the others hold.
   */
  public long windowCellsEach(long window) {
    long windows = Math.multiplyExact(window, sharedCache ? parallel : 1);
    return padded(Math.min(cellsEach(), Math.addExact(windows, physicalBatch())));
  }

  /** Tokens computed at once; no more than the context holds. */
  public int physicalBatch() {
    return (int) Math.min(batch, cells());
  }

  static boolean isQuantized(TensorType type) {
    return type.blockElements() > 1;
  }

  static long padded(long cells) {
    return Math.max(1, Math.floorDiv(Math.addExact(cells, CELLS - 1), CELLS)) * CELLS;
  }

  private static void cacheType(String what, TensorType type) {
    if (!CACHE_TYPES.contains(type)) {
      throw new IllegalArgumentException(
          what
              + " as "
              + type.label()
              + " cannot be kept in a cache; f32, f16, bf16, q8_0, q5_0, q5_1, q4_0, q4_1 and iq4_nl"
              + " can");
    }
  }

  private static void between(String what, long value, long least, long most, String unit) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + " " + unit + "; " + least + " to " + most + " are allowed");
    }
  }

  /** Written out, as is {@link #hashCode}: what a record brings along costs a short run 10 ms. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RunOptions that
        && context == that.context
        && batch == that.batch
        && parallel == that.parallel
        && sharedCache == that.sharedCache
        && keyType == that.keyType
        && valueType == that.valueType
        && flashAttention == that.flashAttention
        && outputs == that.outputs;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        context, batch, parallel, sharedCache, keyType, valueType, flashAttention, outputs);
  }
}
