package dev.sirius.core.quantization.convert;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.block.Search;

/**
 * How weights are converted.
 *
 * @param threads how many threads convert, 1 or more; the bytes do not depend on it
 * @param allowNotFinite whether infinite weights and such that are no numbers are let through
 * @param search how much is tried for each block
 */
public record ConversionSettings(int threads, boolean allowNotFinite, Search search) {

  /** Most threads that are of use. */
  public static final int MOST_THREADS = 256;

  public ConversionSettings {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          threads + " threads to convert with; 1 to " + MOST_THREADS + " is allowed");
    }
    requireNonNull(search, "search");
  }

  /** Settings with the search of the reference. */
  public ConversionSettings(int threads, boolean allowNotFinite) {
    this(threads, allowNotFinite, Search.REFERENCE);
  }

  /** The same settings with another search. */
  public ConversionSettings with(Search other) {
    return new ConversionSettings(threads, allowNotFinite, other);
  }

  /** All of this machine's processors; weights must be finite. */
  public static ConversionSettings usual() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new ConversionSettings(Math.min(processors, MOST_THREADS), false);
  }
}
