package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.Layout;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import java.util.List;

/**
 * A model's file as it will be at a quantization type, before it is made.
 *
 * @param type the type
 * @param metadata key-values of the file
 * @param conversions its tensors in order, each with where it comes from
 */
public record QuantizedForm(
    QuantizationType type, Metadata metadata, List<TensorConversion> conversions) {

  public QuantizedForm {
    requireNonNull(type, "type");
    requireNonNull(metadata, "metadata");
    conversions = List.copyOf(conversions);
  }

  /** The tensors of the file, in order. */
  public List<TensorInfo> tensors() {
    return conversions.stream().map(TensorConversion::target).toList();
  }

  /** Bytes of all tensors, without padding. */
  public long tensorBytes() {
    return conversions.stream().mapToLong(each -> each.target().bytes()).reduce(0, Math::addExact);
  }

  /** Weights in all. */
  public long elements() {
    return conversions.stream()
        .mapToLong(each -> each.source().elements())
        .reduce(0, Math::addExact);
  }

  /** Bits that a weight takes on average, block scales included. */
  public double bitsPerWeight() {
    return 8.0 * tensorBytes() / elements();
  }

  /**
   * Bytes of the file.
   *
   * @param alignment what data are aligned to; llama-quantize uses 32 whatever the file declares
   */
  public long fileBytes(long alignment) {
    List<TensorInfo> tensors = tensors();
    long header = Layout.headerBytes(metadata, tensors);
    return Math.addExact(Layout.padded(header, alignment), Layout.dataBytes(tensors, alignment));
  }

  /** The tensors that got another format because their rows do not divide into the wanted one. */
  public List<TensorConversion> fallbacks() {
    return conversions.stream().filter(TensorConversion::isFallback).toList();
  }
}
