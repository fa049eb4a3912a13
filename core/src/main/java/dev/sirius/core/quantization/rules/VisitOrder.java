package dev.sirius.core.quantization.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sirius.core.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order in which llama-quantize visits tensors and writes them: by block, then by the bytes of
 * the name; those outside of the blocks first.
 */
public final class VisitOrder {

  private static final String PREFIX = "blk.";
  private static final int LONGEST_NUMBER = 9;

  /** A tensor with what it is sorted by. */
  private static final class Keyed {
    private final int block;
    private final byte[] name;
    private final TensorInfo tensor;

    Keyed(int block, byte[] name, TensorInfo tensor) {
      this.block = block;
      this.name = name;
      this.tensor = tensor;
    }
  }

  private VisitOrder() {}

  /** The tensors in that order. */
  public static List<TensorInfo> sorted(List<TensorInfo> tensors) {
    List<Keyed> keyed = new ArrayList<>(tensors.size());
    for (TensorInfo tensor : tensors) {
      keyed.add(new Keyed(block(tensor.name()), tensor.name().getBytes(UTF_8), tensor));
    }
    keyed.sort(VisitOrder::compare);
    List<TensorInfo> sorted = new ArrayList<>(tensors.size());
    for (Keyed key : keyed) {
      sorted.add(key.tensor);
    }
    return sorted;
  }

  private static int compare(Keyed one, Keyed other) {
    return one.block != other.block
        ? Integer.compare(one.block, other.block)
        : Arrays.compareUnsigned(one.name, other.name);
  }

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
