package dev.sirius.core.plan.speed;

import dev.sirius.core.text.Decimals;

/**
 * Tokens per second, as a range.
 *
 * @param low the least that is to be expected
 * @param likely the most likely value
 * @param high the most that is to be expected
 */
public record Rate(double low, double likely, double high) {

  public Rate {
    if (!(low > 0) || !(likely >= low) || !(high >= likely) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "a rate of "
              + low
              + ", "
              + likely
              + ", "
              + high
              + " tokens/s; more than 0, in order, is"
              + " allowed");
    }
  }

  /** The rate of a time per token, in seconds, that may be so much shorter or longer. */
  static Rate ofSeconds(double seconds, double shorter, double longer) {
    return new Rate(1 / (seconds * longer), 1 / seconds, 1 / (seconds * shorter));
  }

  /**
   * The same rate over so few tokens that what a server does for each request counts too: the low
   * end is that of a run which takes so many seconds beside the tokens.
   */
  public Rate withRequest(int tokens, double seconds) {
    return new Rate(tokens / (tokens / low + seconds), likely, high);
  }

  /** For people: {@code 12 tokens/s (10-15)}. */
  @Override
  public String toString() {
    return number(likely) + " tokens/s (" + number(low) + "-" + number(high) + ")";
  }

  /** A number of tokens a second for people. */
  public static String number(double value) {
    return Decimals.fixed(value, value < 9.95 ? 1 : 0);
  }
}
