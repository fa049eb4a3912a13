package dev.sirius.core.compare;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.quantization.TensorType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.block.BlockDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Compares two files number by number. It holds a piece of 2^18 numbers of each at a time, whatever
 * the files' size.
 */
public final class WeightComparer {

  /** A multiple of every block. */
  private static final int PIECE = 1 << 18;

  private static final Optional<String> ONLY_FIRST = Optional.of("only the first file has it");

  private final BlockCodecs codecs;

  /**
   * @param codecs how blocks are read
   */
  public WeightComparer(BlockCodecs codecs) {
    this.codecs = requireNonNull(codecs, "codecs");
  }

  /**
   * Compares two files.
   *
   * @param first the file that counts as true
   * @param second the file whose error is wanted
   * @param progress is told the name of each tensor before it is compared
   */
  public Comparison compare(WeightsReader first, WeightsReader second, Consumer<String> progress) {
    Map<String, TensorInfo> others = new LinkedHashMap<>();
    second.facts().tensors().forEach(tensor -> others.put(tensor.name(), tensor));
    List<TensorError> errors = new ArrayList<>();
    List<String> notCompared = new ArrayList<>();
    ErrorSums total = new ErrorSums();
    for (TensorInfo tensor : first.facts().tensors()) {
      Optional<TensorInfo> other = Optional.ofNullable(others.remove(tensor.name()));
      Optional<String> reason = other.map(one -> reason(tensor, one)).orElse(ONLY_FIRST);
      if (reason.isPresent()) {
        notCompared.add(tensor.name() + ": " + reason.get());
        continue;
      }
      progress.accept(tensor.name());
      TensorInfo there = other.orElseThrow();
      ErrorSums sums = sums(first, tensor, second, there);
      errors.add(new TensorError(tensor.name(), tensor.type(), there.type(), sums.error()));
      total.add(sums);
    }
    others.keySet().forEach(name -> notCompared.add(name + ": only the second file has it"));
    return new Comparison(errors, total.error(), notCompared);
  }

  /** Why two tensors cannot be compared; empty when they can. */
  private Optional<String> reason(TensorInfo tensor, TensorInfo other) {
    if (!tensor.significantDimensions().equals(other.significantDimensions())) {
      return Optional.of(
          tensor.significantDimensions()
              + " in the first file, "
              + other.significantDimensions()
              + " in the second");
    }
    return Stream.of(tensor.type(), other.type())
        .filter(type -> codecs.decoder(type).isEmpty())
        .findFirst()
        .map(type -> type.label() + " is not read here");
  }

  private ErrorSums sums(
      WeightsReader first, TensorInfo tensor, WeightsReader second, TensorInfo other) {
    ErrorSums sums = new ErrorSums();
    int most = (int) Math.min(PIECE, tensor.elements());
    float[] left = new float[most];
    float[] right = new float[most];
    for (long start = 0; start < tensor.elements(); start += most) {
      int count = (int) Math.min(most, tensor.elements() - start);
      decode(first, tensor, start, left, count);
      decode(second, other, start, right, count);
      sums.add(left, right, count);
    }
    return sums;
  }

  private void decode(
      WeightsReader weights, TensorInfo tensor, long start, float[] into, int count) {
    TensorType type = tensor.type();
    BlockDecoder decoder = codecs.decoder(type).orElseThrow();
    byte[] bytes = new byte[Math.toIntExact(type.bytes(count))];
    weights.read(tensor, type.bytes(start), bytes, 0, bytes.length);
    decoder.decode(bytes, 0, into, 0, count);
  }
}
