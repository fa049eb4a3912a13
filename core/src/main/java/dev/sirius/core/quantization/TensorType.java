package dev.sirius.core.quantization;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A format in which one tensor's elements are stored (llama.cpp's {@code ggml_type}). A row of
 * elements is cut into blocks of a fixed number of elements, each stored in a fixed number of
 * bytes; block sizes as in ggml-common.h of llama.cpp v0.5.0.
 *
 * <p>A file's {@link QuantizationType} is a recipe that gives each of its tensors one of these.
 */
public enum TensorType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q8_1(9, 32, 36),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  Q8_K(15, 256, 292),
  IQ2_XXS(16, 256, 66),
  IQ2_XS(17, 256, 74),
  IQ3_XXS(18, 256, 98),
  IQ1_S(19, 256, 50),
  IQ4_NL(20, 32, 18),
  IQ3_S(21, 256, 110),
  IQ2_S(22, 256, 82),
  IQ4_XS(23, 256, 136),
  I8(24, 1, 1),
  I16(25, 1, 2),
  I32(26, 1, 4),
  I64(27, 1, 8),
  F64(28, 1, 8),
  IQ1_M(29, 256, 56),
  BF16(30, 1, 2),
  TQ1_0(34, 256, 54),
  TQ2_0(35, 256, 66),
  MXFP4(39, 32, 17),
  NVFP4(40, 64, 36),
  Q1_0(41, 128, 18),
  Q2_0(42, 64, 18);

  private static final List<TensorType> ALL = List.of(values());

  private final int code;
  private final int blockElements;
  private final int blockBytes;

  TensorType(int code, int blockElements, int blockBytes) {
    this.code = code;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /** The number that stands for the type in a GGUF file. */
  public int code() {
    return code;
  }

  /** Elements of a block; 1 for plain numbers. */
  public int blockElements() {
    return blockElements;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Bits that an element takes, block scales included. */
  public double bitsPerElement() {
    return 8.0 * blockBytes / blockElements;
  }

  /** Whether a row of so many elements consists of whole blocks. */
  public boolean divides(long rowElements) {
    return rowElements % blockElements == 0;
  }

  /**
   * Bytes of so many elements, a multiple of {@link #blockElements()}.
   *
   * @throws IllegalArgumentException when the elements are negative or end inside a block
   * @throws ArithmeticException when the bytes exceed 2^63 − 1
   */
  public long bytes(long elements) {
    if (elements < 0 || !divides(elements)) {
      throw new IllegalArgumentException(
          elements + " elements as " + label() + "; a multiple of " + blockElements + " is needed");
    }
    return Math.multiplyExact(elements / blockElements, blockBytes);
  }

  /** The name as llama.cpp prints it for tensors, such as {@code q4_K} or {@code f16}. */
  public String label() {
    return name().endsWith("_K")
        ? name().substring(0, name().length() - 1).toLowerCase(Locale.ROOT) + "K"
        : name().toLowerCase(Locale.ROOT);
  }

  /** The type of a code; empty for codes that stand for none, or for a withdrawn one. */
  public static Optional<TensorType> ofCode(int code) {
    for (TensorType type : ALL) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Finds a type by its name, in any case. */
  public static Optional<TensorType> named(String text) {
    String wanted = text.strip().toUpperCase(Locale.ROOT);
    return Arrays.stream(values()).filter(type -> type.name().equals(wanted)).findFirst();
  }
}
