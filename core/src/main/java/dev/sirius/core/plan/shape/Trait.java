package dev.sirius.core.plan.shape;

/** A way in which an architecture departs from the common decoder, llama's. */
public enum Trait {
  /** Nothing is kept between calls: embedding and diffusion models see each text whole. */
  NO_CACHE,
  /** A cache is allocated, but each text is seen whole, as with {@link #NO_CACHE}. */
  UNUSED_CACHE,
  /** Embeddings come out, no scores of the vocabulary. */
  NO_SCORES,
  /** Norms follow attention and feed-forward, after the sum with the residual (BERT). */
  NORM_AFTER_SUM,
  /** Norms take the mean out; such a norm never overwrites its input. */
  LAYER_NORM,
  /** Norms stand where their weights are missing too. */
  BARE_NORM,
  /** The attention's norm is missing: attention reads the residual itself. */
  NO_INPUT_NORM,
  /** Positions are not rotated into queries and keys. */
  NO_ROTATION,
  /** Positions are rotated in layers with a window, or in all when none has one. */
  ROTATION_IN_WINDOW,
  /** Positions are rotated in the leading dense layers too. */
  ROTATION_IN_DENSE,
  /** Positions are rotated in models of 32 layers only. */
  ROTATION_IN_32_LAYERS,
  /** Positions are rotated but in each fourth layer. */
  ROTATION_SKIPS,
  /** As {@link #ROTATION_SKIPS}, the first of four, and only when there are windows. */
  ROTATION_SKIPS_FIRST,
  /** Feed-forward reads the attention's norm; the sum begins with the two results. */
  PARALLEL,
  /** Feed-forward reads the attention's norm; the sum begins with the residual. */
  PARALLEL_RESIDUAL_FIRST,
  /** Feed-forward runs beside attention, with its own norm, when the file says so. */
  PARALLEL_IF_SAID,
  /** The norm after attention is the feed-forward's own; there is no norm on attention's result. */
  POST_NORM_FEEDS_FORWARD,
  /** Attention's result is weighed by a gate before its output matrix. */
  GATED_ATTENTION,
  /** The last layer computes all rows; the wanted ones are taken after the final norm. */
  ALL_ROWS,
  /** As {@link #ALL_ROWS}, but the wanted rows are taken before the final norm. */
  ALL_ROWS_UNNORMED,
  /** No row is left out in the last layer. */
  EVERY_OUTPUT,
  /** The router reads the layer's input. */
  EARLY_ROUTER,
  /** The shared expert is computed before the chosen ones. */
  SHARED_EXPERT_FIRST,
  /** The expert's weight multiplies its input. */
  WEIGHED_INPUT,
  /** A dense feed-forward part and experts that read the layer's input, both added. */
  DENSE_AND_EXPERTS,
  /** Attention is too particular for one fused operation: it always computes all scores. */
  NO_FLASH_ATTENTION,
  /** Experts are not computed, though a file may hold some. */
  NO_EXPERTS,
  /** A second set of small experts follows the first. */
  GROUPED_EXPERTS,
  /** Extra norms lie before the output matrices. */
  INNER_NORMS,
  /** Several position numbers a token. */
  FOUR_POSITIONS,
  /** The sum after attention begins with the residual and lies in its place. */
  ATTENTION_ONTO_RESIDUAL,
  /** The sum after feed-forward begins with the residual and lies in its place. */
  FORWARD_ONTO_RESIDUAL,
  /** The embeddings are added again after each layer. */
  EMBEDDING_AGAIN,
  /** The embeddings are normed by nothing but their own size. */
  BARE_EMBEDDING_NORM,
  /** Queries wide enough to hold a gate beside them. */
  GATE_IN_QUERY
}
