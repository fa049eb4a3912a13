package dev.sirius.core.text;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers for people, with a point and, where wanted, commas, whatever the country. They read as
 * those of {@link String#format} do, which looks up a country's conventions first: 10 ms of a short
 * run.
 */
public final class Decimals {

  private Decimals() {}

  /**
   * A number with so many digits after the point, halves rounded up: {@code "2.50"}.
   *
   * @param value a finite number
   * @param places digits after the point, 0 or more
   */
  public static String fixed(double value, int places) {
    return BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP).toPlainString();
  }

  /** A whole number, its digits in groups of three: {@code "131,072"}. */
  public static String grouped(long number) {
    StringBuilder digits = new StringBuilder(Long.toString(number));
    int first = number < 0 ? 1 : 0;
    for (int at = digits.length() - 3; at > first; at -= 3) {
      digits.insert(at, ',');
    }
    return digits.toString();
  }
}
