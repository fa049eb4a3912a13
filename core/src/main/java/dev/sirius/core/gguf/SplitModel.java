package dev.sirius.core.gguf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the parts of a split model must agree on (as llama.cpp v0.5.0 demands when it loads one):
 * each says its own number, no tensor is in two of them, and their tensors are as many as the first
 * one says.
 */
public final class SplitModel {

  private SplitModel() {}

  /**
   * Number of files that a model consists of, as one of them says; 1 when it says nothing.
   *
   * @throws MetadataException when what it says makes no sense
   */
  public static int parts(GgufHeader header) {
    long count = header.metadata().uint(GgufKeys.SPLIT_COUNT).orElse(1);
    if (count > 0xFFFF) {
      throw new MetadataException(
          GgufKeys.SPLIT_COUNT, "is " + count + "; at most 65535 is allowed");
    }
    return (int) Math.max(1, count);
  }

  /**
   * The facts of the whole model: the first part's metadata, all parts' tensors in order.
   *
   * @param parts the headers of all parts, in order
   * @throws MetadataException when they do not belong together
   */
  public static ModelFacts facts(List<GgufHeader> parts) {
    GgufHeader first = parts.get(0);
    if (parts.size() == 1) {
      return first.facts();
    }
    List<TensorInfo> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < parts.size(); i++) {
      requireNumber(parts.get(i), i);
      for (TensorInfo tensor : parts.get(i).tensors()) {
        if (!names.add(tensor.name())) {
          throw new MetadataException(
              GgufKeys.SPLIT_NUMBER,
              "is of a part with tensor '" + tensor.name() + "', which another part has too");
        }
        tensors.add(tensor);
      }
    }
    OptionalLong stated = first.metadata().uint(GgufKeys.SPLIT_TENSORS);
    if (stated.isEmpty() || stated.getAsLong() != tensors.size()) {
      throw new MetadataException(
          GgufKeys.SPLIT_TENSORS,
          (stated.isEmpty() ? "is missing" : "is " + stated.getAsLong())
              + ", but the parts have "
              + tensors.size()
              + " tensors");
    }
    return ModelFacts.of(first.metadata(), tensors);
  }

  private static void requireNumber(GgufHeader part, int expected) {
    OptionalLong number = part.metadata().uint(GgufKeys.SPLIT_NUMBER);
    if (number.isEmpty() || number.getAsLong() != expected) {
      throw new MetadataException(
          GgufKeys.SPLIT_NUMBER,
          (number.isEmpty() ? "is missing" : "is " + number.getAsLong())
              + " in part "
              + (expected + 1)
              + "; "
              + expected
              + " is needed");
    }
  }
}
