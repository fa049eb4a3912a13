package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.BlockTensorName;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model made ready for choosing types: what is the same for every file type is found out once.
 */
public final class QuantizableModel {

  /** A tensor, what it does, and whether it is quantized at all. */
  record Candidate(TensorInfo tensor, TensorRole role, boolean eligible) {}

  /** What the names of tensors tell that differ in the block alone. */
  private record Kind(TensorRole role, boolean eligible) {
    static Kind of(String name) {
      return new Kind(TensorRole.of(name), Eligibility.allows(name));
    }
  }

  private final ModelFacts facts;
  private final ModelShape shape;
  private final List<Candidate> candidates;

  private QuantizableModel(ModelFacts facts, ModelShape shape, List<Candidate> candidates) {
    this.facts = requireNonNull(facts, "facts");
    this.shape = shape;
    this.candidates = candidates;
  }

  /**
   * Makes a model ready.
   *
   * @throws MetadataException when the facts lack what the choice rests on, or it makes no sense
   */
  public static QuantizableModel of(ModelFacts facts) {
    List<Candidate> candidates = new ArrayList<>(facts.tensors().size());
    Map<String, Kind> kinds = new HashMap<>();
    for (TensorInfo tensor : VisitOrder.sorted(facts.tensors())) {
      // What a tensor is does not depend on its block.
      String part =
          BlockTensorName.of(tensor.name()).map(name -> "." + name.part()).orElse(tensor.name());
      Kind kind = kinds.computeIfAbsent(part, Kind::of);
      candidates.add(
          new Candidate(tensor, kind.role(), kind.eligible() && Eligibility.isMatrix(tensor)));
    }
    return new QuantizableModel(facts, ModelShape.of(facts), List.copyOf(candidates));
  }

  public ModelFacts facts() {
    return facts;
  }

  ModelShape shape() {
    return shape;
  }

  /** The tensors in {@link VisitOrder}. */
  List<Candidate> candidates() {
    return candidates;
  }
}
