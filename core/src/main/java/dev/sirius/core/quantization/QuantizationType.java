package dev.sirius.core.quantization;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A way to store a model's weights, as {@code llama-quantize} and Ollama name them. Those that can
 * be made from a 16-bit model come first, finest first; then those that models are only found in.
 *
 * <p>Bits per weight are those of the type's main tensor format (block bytes × 8 / block elements,
 * from ggml's block layouts); a file's own figure is higher where the type keeps some tensors at a
 * finer one.
 */
public enum QuantizationType {
  F32("F32", 0, 32.0, "full precision; only to convert from"),
  BF16("BF16", 32, 16.0, "16-bit with the range of 32-bit"),
  F16("F16", 1, 16.0, "16-bit, practically as trained"),
  Q8_0("Q8_0", 7, 8.5, "8-bit, no loss that one could notice"),
  Q6_K("Q6_K", 18, 6.5625, "6-bit, very small loss"),
  Q5_1("Q5_1", 9, 6.0, "5-bit, older format with offset"),
  Q5_K_M("Q5_K_M", 17, 5.5, "5-bit, small loss"),
  Q5_K_S("Q5_K_S", 16, 5.5, "5-bit, small loss, smaller file"),
  Q5_0("Q5_0", 8, 5.5, "5-bit, older format"),
  Q4_1("Q4_1", 3, 5.0, "4-bit, older format with offset"),
  Q4_K_M("Q4_K_M", 15, 4.5, "4-bit, the usual balance of size and quality"),
  Q4_K_S("Q4_K_S", 14, 4.5, "4-bit, smaller file"),
  Q4_0("Q4_0", 2, 4.5, "4-bit, older format, fast on many CPUs"),
  IQ4_NL("IQ4_NL", 25, 4.5, "4-bit, non-linear"),
  IQ4_XS("IQ4_XS", 30, 4.25, "4-bit, non-linear, smaller file"),
  Q3_K_L("Q3_K_L", 13, 3.4375, "3-bit, noticeable loss"),
  Q3_K_M("Q3_K_M", 12, 3.4375, "3-bit, noticeable loss, smaller file"),
  Q3_K_S("Q3_K_S", 11, 3.4375, "3-bit, large loss"),
  Q2_K("Q2_K", 10, 2.625, "2-bit, large loss; where nothing else fits"),
  Q2_K_S("Q2_K_S", 21, 2.625, "2-bit, larger loss; needs an importance matrix"),
  NVFP4("NVFP4", 39, 4.5, "4-bit floating point of NVIDIA's; as published, not made here"),
  MXFP4(
      "MXFP4", 38, 4.25, "4-bit floating point with shared exponents; as published, not made here"),
  IQ3_M("IQ3_M", 27, 3.4375, "3-bit, by importance matrix"),
  IQ3_S("IQ3_S", 26, 3.4375, "3-bit, by importance matrix"),
  IQ3_XS("IQ3_XS", 22, 3.0625, "3-bit, by importance matrix"),
  IQ3_XXS("IQ3_XXS", 23, 3.0625, "3-bit, by importance matrix"),
  IQ2_M("IQ2_M", 29, 2.5625, "2-bit, by importance matrix"),
  IQ2_S("IQ2_S", 28, 2.3125, "2-bit, by importance matrix"),
  IQ2_XS("IQ2_XS", 20, 2.3125, "2-bit, by importance matrix"),
  IQ2_XXS("IQ2_XXS", 19, 2.0625, "2-bit, by importance matrix"),
  Q2_0("Q2_0", 41, 2.25, "2-bit, for models trained so"),
  TQ2_0("TQ2_0", 37, 2.0625, "ternary, for models trained so"),
  IQ1_M("IQ1_M", 31, 1.75, "under 2 bits, by importance matrix"),
  TQ1_0("TQ1_0", 36, 1.6875, "ternary, for models trained so"),
  IQ1_S("IQ1_S", 24, 1.5625, "under 2 bits, by importance matrix"),
  Q1_0("Q1_0", 40, 1.125, "1-bit, for models trained so");

  private final String label;
  private final int fileType;
  private final double bitsPerWeight;
  private final String description;

  QuantizationType(String label, int fileType, double bitsPerWeight, String description) {
    this.label = label;
    this.fileType = fileType;
    this.bitsPerWeight = bitsPerWeight;
    this.description = description;
  }

  /** The name as llama.cpp and Ollama write it, such as {@code Q4_K_M}. */
  public String label() {
    return label;
  }

  /**
   * The number by which a GGUF file says to be of this type ({@code general.file_type}; {@code
   * llama_ftype} of llama.cpp v0.5.0). {@code MXFP4} has that of llama.cpp's {@code MXFP4_MOE}.
   */
  public int fileType() {
    return fileType;
  }

  /** The type of a file's number; empty for numbers that stand for none, or for a withdrawn one. */
  public static Optional<QuantizationType> ofFileType(int number) {
    return Arrays.stream(values()).filter(type -> type.fileType == number).findFirst();
  }

  /** Bits per weight of the type's main tensor format. */
  public double bitsPerWeight() {
    return bitsPerWeight;
  }

  public String description() {
    return description;
  }

  /**
   * The suffix by which the Ollama library's tags name this type, such as {@code q4_K_M} or {@code
   * fp16}.
   */
  public String tagSuffix() {
    return switch (this) {
      case F16 -> "fp16";
      case F32 -> "fp32";
      case BF16 -> "bf16";
      default -> {
        int digits = label.startsWith("IQ") ? 2 : label.startsWith("Q") ? 1 : label.length();
        yield label.substring(0, digits).toLowerCase(Locale.ROOT) + label.substring(digits);
      }
    };
  }

  /**
   * Whether it is a type that a 16-bit model can be brought to without further data on that model.
   */
  public boolean isMadeFromWeightsAlone() {
    return compareTo(Q2_K) <= 0;
  }

  /** Whether the weights are still unquantized numbers of 16 or 32 bits. */
  public boolean isUnquantized() {
    return this == F32 || this == F16 || this == BF16;
  }

  /**
   * Whether weights of this type hold no more than weights of the other one: they take as few bits,
   * or fewer.
   */
  public boolean isAtOrBelow(QuantizationType other) {
    return bitsPerWeight <= other.bitsPerWeight;
  }

  /**
   * Finds a type by the names in use, in any case: {@code q4_K_M}, {@code Q4_K} (the same to
   * Ollama), {@code fp16}, {@code MXFP4_MOE}.
   */
  public static Optional<QuantizationType> named(String text) {
    String wanted = text.strip().toUpperCase(Locale.ROOT);
    String canonical =
        switch (wanted) {
          case "FP16" -> "F16";
          case "FP32" -> "F32";
          case "Q4_K" -> "Q4_K_M";
          case "Q5_K" -> "Q5_K_M";
          case "Q3_K" -> "Q3_K_M";
          case "MXFP4_MOE" -> "MXFP4";
          default -> wanted;
        };
    return Arrays.stream(values()).filter(type -> type.label.equals(canonical)).findFirst();
  }
}
