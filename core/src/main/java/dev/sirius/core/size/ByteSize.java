package dev.sirius.core.size;

import dev.sirius.core.text.Decimals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory or storage.
 *
 * @param bytes the amount in bytes, 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  public static final ByteSize ZERO = new ByteSize(0);

  private static final long KIB = 1024L;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "b", 1L,
          "kib", KIB,
          "mib", KIB * KIB,
          "gib", KIB * KIB * KIB,
          "tib", KIB * KIB * KIB * KIB,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L);
  private static final String ALLOWED =
      "write a number with a unit: B, KiB, MiB, GiB, TiB (1024-based) or KB, MB, GB, TB (1000-based),"
          + " such as 8GiB";

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "a size of " + bytes + " bytes is negative; 0 or more is allowed");
    }
  }

  public static ByteSize ofMiB(long mebibytes) {
    return new ByteSize(Math.multiplyExact(mebibytes, KIB * KIB));
  }

  public static ByteSize ofGiB(long gibibytes) {
    return new ByteSize(Math.multiplyExact(gibibytes, KIB * KIB * KIB));
  }

  /**
   * Reads {@code "8GiB"}, {@code "7.5 GiB"}, {@code "512MB"} or {@code "0"}. Only zero may go
   * without a unit.
   *
   * @throws IllegalArgumentException when the text is no size, has no unit, or is larger than 2^63
   *     − 1 bytes
   */
  public static ByteSize parse(String text) {
    String trimmed = text.strip();
    Matcher matcher = TEXT.matcher(trimmed);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + trimmed + "' is not a size; " + ALLOWED);
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String unit = matcher.group(2).toLowerCase(Locale.ROOT);
    if (unit.isEmpty() && number.signum() == 0) {
      return ZERO;
    }
    Long factor = UNITS.get(unit);
    if (factor == null) {
      throw new IllegalArgumentException(
          "'"
              + trimmed
              + "' "
              + (unit.isEmpty() ? "has no unit" : "has an unknown unit")
              + "; "
              + ALLOWED);
    }
    BigDecimal bytes =
        number.multiply(BigDecimal.valueOf(factor)).setScale(0, RoundingMode.HALF_EVEN);
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'" + trimmed + "' is larger than 2^63 - 1 bytes");
    }
    return new ByteSize(bytes.longValueExact());
  }

  /** Whole mebibytes (2^20 bytes), rounded down. */
  public long wholeMiB() {
    return bytes / (KIB * KIB);
  }

  public ByteSize min(ByteSize other) {
    return compareTo(other) <= 0 ? this : other;
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /**
   * For people, 1024-based, with one decimal below 100: {@code "23.4 GiB"}, {@code "512 MiB"},
   * {@code "0 B"}.
   */
  @Override
  public String toString() {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double amount = bytes;
    int unit = 0;
    while (amount >= KIB && unit < units.length - 1) {
      amount /= KIB;
      unit++;
    }
    boolean whole = unit == 0 || amount >= 100 || amount == Math.rint(amount);
    return Decimals.fixed(amount, whole ? 0 : 1) + " " + units[unit];
  }
}
