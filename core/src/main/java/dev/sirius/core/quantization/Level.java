package dev.sirius.core.quantization;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The four levels of the S.I.R.I.U.S. quantization utility, highest first. */
public enum Level {
  HIGH(
      QuantizationType.F16,
      16,
      "16-bit weights, as trained",
      "servers and workstations with memory to spare",
      "best quality, largest file, slowest answers"),
  MEDIUM(
      QuantizationType.Q8_0,
      8,
      "8-bit weights",
      "desktops and laptops",
      "half the memory of 16-bit, no loss that one could notice"),
  MOBILE(
      QuantizationType.Q4_K_M,
      4,
      "4-bit weights",
      "small laptops, phones, single-board computers",
      "under a third of the memory of 16-bit, small loss"),
  TINY(
      QuantizationType.Q2_K,
      2,
      "2-bit weights",
      "devices where nothing else fits",
      "about a fifth of the memory of 16-bit, large loss");

  private final QuantizationType type;
  private final int bits;
  private final String description;
  private final String intendedDevices;
  private final String tradeOff;

  Level(
      QuantizationType type,
      int bits,
      String description,
      String intendedDevices,
      String tradeOff) {
    this.type = type;
    this.bits = bits;
    this.description = description;
    this.intendedDevices = intendedDevices;
    this.tradeOff = tradeOff;
  }

  /** The quantization type that stands for this level. */
  public QuantizationType type() {
    return type;
  }

  /** The level's nominal bits per weight: 16, 8, 4 or 2. */
  public int bits() {
    return bits;
  }

  public String description() {
    return description;
  }

  public String intendedDevices() {
    return intendedDevices;
  }

  public String tradeOff() {
    return tradeOff;
  }

  /** Finds a level by name, in any case. */
  public static Optional<Level> named(String text) {
    String wanted = text.strip().toUpperCase(Locale.ROOT);
    return Arrays.stream(values()).filter(level -> level.name().equals(wanted)).findFirst();
  }

  /**
   * The level that weights of a type belong to: the highest one whose nominal bits they reach, TINY
   * at least.
   */
  public static Level of(QuantizationType type) {
    return Arrays.stream(values())
        .filter(level -> type.bitsPerWeight() >= level.bits)
        .findFirst()
        .orElse(TINY);
  }
}
