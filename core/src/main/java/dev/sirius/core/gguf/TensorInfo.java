package dev.sirius.core.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.TensorType;
import java.util.List;

/**
 * A tensor as a file's table describes it.
 *
 * @param name such as {@code blk.0.attn_q.weight}; at most 63 bytes in UTF-8
 * @param dimensions elements along each axis, the row's length first; up to four, none for a single
 *     element. A row is contiguous and made of whole blocks of the type
 * @param type the format of the elements
 */
public record TensorInfo(String name, List<Long> dimensions, TensorType type) {

  /** Bytes of a name that llama.cpp keeps. */
  public static final int LONGEST_NAME = 63;

  /** Axes that llama.cpp knows. */
  public static final int MOST_DIMENSIONS = 4;

  public TensorInfo {
    requireNonNull(type, "type");
    dimensions = List.copyOf(dimensions);
    int nameBytes = name.getBytes(UTF_8).length;
    if (nameBytes > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "a tensor's name of " + nameBytes + " bytes; at most " + LONGEST_NAME + " are allowed");
    }
    if (dimensions.size() > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "tensor '"
              + name
              + "' has "
              + dimensions.size()
              + " dimensions; at most "
              + MOST_DIMENSIONS
              + " are allowed");
    }
    for (long dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "tensor '" + name + "' has a dimension of " + dimension + "; 0 or more is allowed");
      }
    }
    if (!type.divides(row(dimensions))) {
      throw new IllegalArgumentException(
          "tensor '"
              + name
              + "' has rows of "
              + row(dimensions)
              + " elements; "
              + type.label()
              + " needs a multiple of "
              + type.blockElements());
    }
    try {
      type.bytes(product(dimensions));
      product(withoutFirst(dimensions));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "tensor '" + name + "' with dimensions " + dimensions + " exceeds 2^63 - 1 bytes", e);
    }
  }

  /** Elements of a row. */
  public long rowLength() {
    return row(dimensions);
  }

  /** Number of elements. */
  public long elements() {
    return product(dimensions);
  }

  /** Number of rows. */
  public long rows() {
    return product(withoutFirst(dimensions));
  }

  /** Bytes that the elements take, without padding. */
  public long bytes() {
    return type.bytes(elements());
  }

  /** Elements along an axis, counted from 0; 1 beyond the axes that it has. */
  public long dimension(int axis) {
    return axis < dimensions.size() ? dimensions.get(axis) : 1;
  }

  /**
   * The dimensions without trailing ones, but at least one: as llama.cpp counts and writes them.
   */
  public List<Long> significantDimensions() {
    int size = dimensions.size();
    while (size > 1 && dimensions.get(size - 1) == 1) {
      size--;
    }
    return size == 0 ? List.of(1L) : dimensions.subList(0, size);
  }

  /** The same tensor in another format. */
  public TensorInfo as(TensorType other) {
    return new TensorInfo(name, dimensions, other);
  }

  private static long row(List<Long> dimensions) {
    return dimensions.isEmpty() ? 1 : dimensions.get(0);
  }

  private static List<Long> withoutFirst(List<Long> dimensions) {
    return dimensions.isEmpty() ? dimensions : dimensions.subList(1, dimensions.size());
  }

  /** The product from first to last; throws ArithmeticException where llama.cpp's check fails. */
  private static long product(List<Long> dimensions) {
    long product = 1;
    for (long dimension : dimensions) {
      product = Math.multiplyExact(product, dimension);
    }
    return product;
  }
}
