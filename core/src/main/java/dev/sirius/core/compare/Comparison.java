package dev.sirius.core.compare;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Two files of weights beside each other.
 *
 * @param tensors the tensors that both have, in the first file's order
 * @param total all of them together
 * @param notCompared tensors that only one has, or that have other dimensions or a format that is
 *     not read, a line each
 */
public record Comparison(List<TensorError> tensors, WeightError total, List<String> notCompared) {
  public Comparison {
    tensors = List.copyOf(tensors);
    requireNonNull(total, "total");
    notCompared = List.copyOf(notCompared);
  }
}
