package dev.sirius.core.catalogue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size or a count as somebody published it, rounded: {@code 4.9GB} stands for all sizes from 4.85
 * GB to 4.95 GB, {@code 8.03B} weights for all counts from 8,025,000,000 to 8,035,000,000. Half a
 * unit of the last digit is taken as the rounding; none where the number is written in full.
 *
 * @param text as published
 * @param least the smallest number that rounds to it: bytes of a size, weights of a count
 * @param most the largest
 */
public record Rounded(String text, long least, long most) {

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?) ?([A-Za-z]{0,3})");
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final Map<String, Long> SIZES =
      Map.of(
          "B", 1L,
          "KB", 1_000L,
          "MB", 1_000_000L,
          "GB", 1_000_000_000L,
          "TB", 1_000_000_000_000L,
          "KiB", 1L << 10,
          "MiB", 1L << 20,
          "GiB", 1L << 30,
          "TiB", 1L << 40);
  private static final Map<String, Long> COUNTS =
      Map.of("", 1L, "K", 1_000L, "M", 1_000_000L, "B", 1_000_000_000L, "T", 1_000_000_000_000L);

  public Rounded {
    if (least < 0 || most < least) {
      throw new IllegalArgumentException(
          "'" + text + "' from " + least + " to " + most + "; 0 ≤ least ≤ most is allowed");
    }
  }

  /**
   * Reads the size of a file: {@code 815MB} (1000-based), {@code 2.31GiB} (1024-based).
   *
   * @throws IllegalArgumentException when the text is no size
   */
  public static Rounded size(String text) {
    return parse(text, SIZES, "a published size; write it like 4.9GB, 815MB or 2.31GiB");
  }

  /**
   * Reads a number of weights: {@code 8.03B}, {@code 135M}, {@code 8030261248}.
   *
   * @throws IllegalArgumentException when the text is no number of weights
   */
  public static Rounded count(String text) {
    return parse(text, COUNTS, "a number of weights; write it like 8.03B, 135M or 8030261248");
  }

  private static Rounded parse(String text, Map<String, Long> units, String wanted) {
    Matcher matcher = TEXT.matcher(text);
    Long factor = matcher.matches() ? units.get(matcher.group(2)) : null;
    if (factor == null) {
      throw new IllegalArgumentException("'" + text + "' is not " + wanted);
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    BigDecimal unit = BigDecimal.valueOf(factor);
    BigDecimal half =
        factor == 1
            ? BigDecimal.ZERO
            : BigDecimal.ONE.movePointLeft(number.scale()).multiply(unit).divide(TWO);
    BigDecimal exact = number.multiply(unit);
    if (exact.add(half).compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is larger than 2^63 - 1");
    }
    return new Rounded(
        text,
        exact.subtract(half).max(BigDecimal.ZERO).setScale(0, RoundingMode.CEILING).longValue(),
        exact.add(half).setScale(0, RoundingMode.FLOOR).longValue());
  }

  /** Whether a number rounds to this one. */
  public boolean covers(long number) {
    return number >= least && number <= most;
  }

  @Override
  public String toString() {
    return text;
  }
}
