package dev.sirius.core.quantization.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.TensorInfo;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order in which llama-quantize visits tensors and writes them: by block, then by the bytes of
 * the name; those outside of the blocks first.
 */
public final class VisitOrder {

  private static final String PREFIX = "blk.";
  private static final int LONGEST_NUMBER = 9;

  /** Compares tensors by that order. */
  public static final Comparator<TensorInfo> COMPARATOR =
      Comparator.<TensorInfo>comparingInt(tensor -> block(tensor.name()))
          .thenComparing(tensor -> tensor.name().getBytes(UTF_8), Arrays::compareUnsigned);

  private VisitOrder() {}

  /** The number after a leading {@code blk.}; −1 when there is none. */
  static int block(String name) {
    if (!name.startsWith(PREFIX)) {
      return -1;
    }
    int end = PREFIX.length();
    while (end < name.length() && name.charAt(end) >= '0' && name.charAt(end) <= '9') {
      end++;
    }
    int digits = end - PREFIX.length();
    return digits < 1 || digits > LONGEST_NUMBER
        ? -1
        : Integer.parseInt(name.substring(PREFIX.length(), end));
  }
}
