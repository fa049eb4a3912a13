package dev.sirius.core.gguf;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.util.List;

/** A value of a GGUF file's metadata, with the type that it has in the file. */
public sealed interface GgufValue {

  /** The type in the file. */
  ValueType type();

  /**
   * A whole number.
   *
   * @param type one of the whole types
   * @param bits the number; for {@code u64} its 64 bits, negative from 2^63 on
   */
  record Whole(ValueType type, long bits) implements GgufValue {
    public Whole {
      if (!holds(type, bits)) {
        throw new IllegalArgumentException("the number " + bits + " is no " + type.label());
      }
    }

    private static boolean holds(ValueType type, long bits) {
      return switch (type) {
        case UINT8 -> bits >= 0 && bits <= 0xFF;
        case INT8 -> bits == (byte) bits;
        case UINT16 -> bits >= 0 && bits <= 0xFFFF;
        case INT16 -> bits == (short) bits;
        case UINT32 -> bits >= 0 && bits <= 0xFFFF_FFFFL;
        case INT32 -> bits == (int) bits;
        case UINT64, INT64 -> true;
        case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
      };
    }

    public static Whole uint32(long value) {
      return new Whole(ValueType.UINT32, value);
    }

    /** Whether the number is below 2^63, as all but some {@code u64} are. */
    public boolean fitsLong() {
      return type != ValueType.UINT64 || bits >= 0;
    }

    public BigInteger value() {
      return fitsLong() ? BigInteger.valueOf(bits) : new BigInteger(Long.toUnsignedString(bits));
    }

    @Override
    public String toString() {
      return value().toString();
    }
  }

  record Float32(float value) implements GgufValue {
    @Override
    public ValueType type() {
      return ValueType.FLOAT32;
    }

    @Override
    public String toString() {
      return Float.toString(value);
    }
  }

  record Float64(double value) implements GgufValue {
    @Override
    public ValueType type() {
      return ValueType.FLOAT64;
    }

    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  record Flag(boolean value) implements GgufValue {
    @Override
    public ValueType type() {
      return ValueType.BOOL;
    }

    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  record Text(GgufText text) implements GgufValue {
    public Text {
      requireNonNull(text, "text");
    }

    public static Text of(String text) {
      return new Text(GgufText.of(text));
    }

    public String value() {
      return text.value();
    }

    @Override
    public ValueType type() {
      return ValueType.STRING;
    }

    @Override
    public String toString() {
      return value();
    }
  }

  /** An array; what is always known of it is its elements' type and their number. */
  sealed interface Sequence extends GgufValue {
    ValueType elementType();

    long count();

    @Override
    default ValueType type() {
      return ValueType.ARRAY;
    }
  }

  /**
   * An array with its elements.
   *
   * @param elementType any but array: nested arrays are no part of what llama.cpp reads
   * @param elements all of that type
   */
  record Elements(ValueType elementType, List<GgufValue> elements) implements Sequence {
    public Elements {
      requireElementType(elementType);
      elements = List.copyOf(elements);
      for (GgufValue element : elements) {
        if (element.type() != elementType) {
          throw new IllegalArgumentException(
              "an element of type "
                  + element.type().label()
                  + " in an array of "
                  + elementType.label());
        }
      }
    }

    @Override
    public long count() {
      return elements.size();
    }

    @Override
    public String toString() {
      return elements.toString();
    }
  }

  /**
   * An array whose elements were left where they are, such as a vocabulary of 250,000 texts.
   *
   * @param elementType any but array
   * @param count number of elements
   * @param position where the first element starts in its file, bytes from the file's start
   * @param length bytes that the elements take together
   */
  record Unread(ValueType elementType, long count, long position, long length) implements Sequence {
    public Unread {
      requireElementType(elementType);
      if (count < 0 || position < 0 || length < 0) {
        throw new IllegalArgumentException(
            "an array of "
                + count
                + " elements in "
                + length
                + " bytes at byte "
                + position
                + "; 0 or more is allowed for each");
      }
    }

    @Override
    public String toString() {
      return count + " × " + elementType.label();
    }
  }

  private static void requireElementType(ValueType elementType) {
    if (elementType == ValueType.ARRAY) {
      throw new IllegalArgumentException("an array of arrays; llama.cpp reads none");
    }
  }
}
