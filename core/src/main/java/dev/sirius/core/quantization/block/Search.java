package dev.sirius.core.quantization.block;

import java.util.Locale;

/** How much is tried for the scales of a k-quant's super-blocks. */
public enum Search {
  /** What the reference tries, for the bytes that it writes. */
  REFERENCE,

  /**
   * For Q2_K, Q3_K, Q5_K and Q6_K: scales, offsets and what they are multiples of are fitted
   * together, to lower Σ w·e². There e is a number's error, and w is 1, or with importance the
   * weight that the reference's search has. Other types are made as by the reference; a search of
   * this kind did not bring them nearer to the model.
   */
  THOROUGH;

  /** The name in lower case, as in options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
