package dev.sirius.core.weights;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.text.SafeText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Compares the tensors of two files: names, formats, dimensions and every byte of their data. */
public final class SameTensors {

  private static final int PIECE_BYTES = 1 << 20;

  private SameTensors() {}

  /**
   * The first difference in words, a sentence without its full stop; empty when there is none. The
   * order of the tensors and the metadata are not looked at.
   *
   * @param given the file that was given
   * @param kept the file that is compared with it
   */
  public static Optional<String> difference(WeightsReader given, WeightsReader kept) {
    Map<String, TensorInfo> others = new LinkedHashMap<>();
    kept.facts().tensors().forEach(tensor -> others.put(tensor.name(), tensor));
    for (TensorInfo tensor : given.facts().tensors()) {
      TensorInfo other = others.remove(tensor.name());
      if (other == null) {
        return Optional.of("tensor '" + tensor.name() + "' is missing");
      }
      boolean alike =
          other.type() == tensor.type()
              && other.significantDimensions().equals(tensor.significantDimensions());
      if (!alike) {
        return Optional.of("tensor '" + tensor.name() + "' has another format or other dimensions");
      }
      if (!sameBytes(tensor, given, kept)) {
        return Optional.of("tensor '" + tensor.name() + "' has other bytes");
      }
    }
    return others.keySet().stream()
        .findFirst()
        .map(name -> "tensor '" + SafeText.oneLine(name, 80) + "' is there and was not given");
  }

  private static boolean sameBytes(TensorInfo tensor, WeightsReader given, WeightsReader kept) {
    byte[] first = new byte[(int) Math.min(PIECE_BYTES, tensor.bytes())];
    byte[] second = new byte[first.length];
    for (long position = 0; position < tensor.bytes(); position += first.length) {
      int count = (int) Math.min(first.length, tensor.bytes() - position);
      given.read(tensor, position, first, 0, count);
      kept.read(tensor, position, second, 0, count);
      if (!Arrays.equals(first, 0, count, second, 0, count)) {
        return false;
      }
    }
    return true;
  }
}
