package dev.sirius.core.gguf;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * The header of one GGUF file. Where the tensors' data lie follows from it: one after the other in
 * the table's order, each padded to the alignment.
 *
 * @param version 2 or 3
 * @param metadata key-values in the file's order
 * @param tensors tensor table in the file's order
 * @param alignment bytes that data are aligned to, a power of two
 * @param length bytes of the header before the padding
 */
public record GgufHeader(
    int version, Metadata metadata, List<TensorInfo> tensors, long alignment, long length) {

  public GgufHeader {
    requireNonNull(metadata, "metadata");
    tensors = List.copyOf(tensors);
    if (version < 2 || version > 3) {
      throw new IllegalArgumentException("GGUF version " + version + "; 2 and 3 are allowed");
    }
    Layout.requireAlignment(alignment);
    if (length < Layout.PREAMBLE_BYTES) {
      throw new IllegalArgumentException(
          "a header of " + length + " bytes; at least " + Layout.PREAMBLE_BYTES + " are needed");
    }
  }

  /** Where the tensors' data start, bytes from the file's start. */
  public long dataOffset() {
    return Layout.padded(length, alignment);
  }

  /** The file's length when its last tensor is padded too, in bytes. */
  public long fileLength() {
    return Math.addExact(dataOffset(), Layout.dataBytes(tensors, alignment));
  }

  /** Each tensor with the place of its data, in the table's order. */
  public List<PlacedTensor> placedTensors() {
    List<PlacedTensor> placed = new ArrayList<>(tensors.size());
    long position = dataOffset();
    for (TensorInfo tensor : tensors) {
      placed.add(new PlacedTensor(tensor, position));
      position = Math.addExact(position, Layout.padded(tensor.bytes(), alignment));
    }
    return List.copyOf(placed);
  }

  /** The model's facts, as far as this one file tells them. */
  public ModelFacts facts() {
    return ModelFacts.of(metadata, tensors);
  }
}
