package dev.sirius.core.gguf;

import java.util.List;
import java.util.Optional;

/** The type of a metadata value, with the code that stands for it in a file. */
public enum ValueType {
  UINT8(0, 1, "u8"),
  INT8(1, 1, "i8"),
  UINT16(2, 2, "u16"),
  INT16(3, 2, "i16"),
  UINT32(4, 4, "u32"),
  INT32(5, 4, "i32"),
  FLOAT32(6, 4, "f32"),
  BOOL(7, 1, "bool"),
  STRING(8, 8, "string"),
  ARRAY(9, 12, "array"),
  UINT64(10, 8, "u64"),
  INT64(11, 8, "i64"),
  FLOAT64(12, 8, "f64");

  /** The codes run from 0 without a gap, in the order above. */
  private static final List<ValueType> BY_CODE = List.of(values());

  private final int code;
  private final int leastBytes;
  private final String label;

  ValueType(int code, int leastBytes, String label) {
    this.code = code;
    this.leastBytes = leastBytes;
    this.label = label;
  }

  /** The number that stands for the type in a file. */
  public int code() {
    return code;
  }

  /**
   * Bytes that a value takes in a file; for a string and an array those of the empty one (a
   * string's length; an array's element type and count).
   */
  public int leastBytes() {
    return leastBytes;
  }

  /** The name in use, such as {@code u32}. */
  public String label() {
    return label;
  }

  /** Whether the values are whole numbers; truth values are not. */
  public boolean isWhole() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
      case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
    };
  }

  /** The type of a code; empty for codes that stand for none. */
  public static Optional<ValueType> ofCode(int code) {
    return code >= 0 && code < BY_CODE.size() ? Optional.of(BY_CODE.get(code)) : Optional.empty();
  }
}
