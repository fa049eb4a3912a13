package dev.sirius.core.quantization.rules;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * A model made ready for choosing types: what is the same for every file type is found out once.
 */
public final class QuantizableModel {

  /** A tensor, what it does, and whether it is quantized at all. */
  record Candidate(TensorInfo tensor, TensorRole role, boolean eligible) {}

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
    for (TensorInfo tensor : VisitOrder.sorted(facts.tensors())) {
      candidates.add(
          new Candidate(tensor, TensorRole.of(tensor.name()), Eligibility.allows(tensor)));
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
