package dev.sirius.core.blueprint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What some models of an architecture have and others have not, and no hyper-parameter tells: only
 * a look at the tensors does.
 */
public enum Trait {
  /** An output matrix of its own; without it the embedding table serves as one. */
  OUTPUT_MATRIX,
  /** Biases on the projections to queries, keys and values. */
  ATTENTION_BIAS,
  /** One table of factors for the rotary frequencies, as Llama 3.1 and its kin have. */
  ROPE_FACTORS,
  /** Two tables of such factors, for long and for short contexts, as Phi has. */
  LONG_ROPE_FACTORS,
  /** A bias on the router's choice of experts. */
  EXPERT_BIAS,
  /** Keys that serve as values in the blocks that see everything. */
  KEYS_AS_VALUES;

  /** The name in data files, such as {@code output_matrix}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Trait> named(String key) {
    return Arrays.stream(values()).filter(trait -> trait.key().equals(key)).findFirst();
  }
}
