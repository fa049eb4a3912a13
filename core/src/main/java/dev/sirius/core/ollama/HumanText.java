package dev.sirius.core.ollama;

import dev.sirius.core.text.Decimals;

/** Figures as Ollama prints them for people (format/bytes.go and cmd/cmd.go of ollama/ollama). */
public final class HumanText {

  private static final long[] FACTORS = {1_000_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L};
  private static final String[] UNITS = {"TB", "GB", "MB", "KB"};

  private HumanText() {}

  /**
   * A size, 1000-based: from 10 on cut off to a whole number, below with one decimal unless whole.
   */
  public static String size(long bytes) {
    for (int i = 0; i < FACTORS.length; i++) {
      if (bytes >= FACTORS[i]) {
        double value = (double) bytes / FACTORS[i];
        boolean whole = value >= 10 || value == Math.floor(value);
        return whole ? (long) value + " " + UNITS[i] : Decimals.fixed(value, 1) + " " + UNITS[i];
      }
    }
    return bytes + " B";
  }

  /**
   * A count of weights: {@code 8.0B}, {@code 134.52M}, {@code 512K}; a whole number without its
   * decimals (format/format.go of ollama/ollama).
   */
  public static String number(long count) {
    if (count >= 1_000_000_000L) {
      return number(count, 1e9, 1, "B");
    }
    if (count >= 1_000_000L) {
      return number(count, 1e6, 2, "M");
    }
    return count >= 1_000L ? Decimals.fixed(count / 1e3, 0) + "K" : String.valueOf(count);
  }

  private static String number(long count, double unit, int decimals, String suffix) {
    double value = count / unit;
    int shown = value == Math.floor(value) ? 0 : decimals;
    return Decimals.fixed(value, shown) + suffix;
  }

  /**
   * Where a loaded model lies: {@code 100% CPU}, {@code 100% GPU}, {@code 48%/52% CPU/GPU} or
   * {@code Unknown}.
   *
   * @param bytes memory that it takes in all
   * @param acceleratorBytes what of it is on accelerators
   */
  public static String processor(long bytes, long acceleratorBytes) {
    if (acceleratorBytes == 0) {
      return "100% CPU";
    }
    if (acceleratorBytes == bytes) {
      return "100% GPU";
    }
    if (acceleratorBytes > bytes || bytes <= 0) {
      return "Unknown";
    }
    long cpu = Math.round((double) (bytes - acceleratorBytes) / bytes * 100);
    return cpu + "%/" + (100 - cpu) + "% CPU/GPU";
  }
}
