package dev.sirius.core.blueprint;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import java.util.Set;

/**
 * What a model's tensors follow from.
 *
 * @param architecture such as {@code llama}
 * @param hyperParameters key-values as a file of the model has them
 * @param traits what else the model has
 */
public record Blueprint(String architecture, Metadata hyperParameters, Set<Trait> traits) {

  public Blueprint {
    requireNonNull(architecture, "architecture");
    requireNonNull(hyperParameters, "hyperParameters");
    traits = Set.copyOf(traits);
  }

  /**
   * The model's facts, made anew at each call.
   *
   * @throws IllegalArgumentException when the architecture is not one that can be drawn
   * @throws MetadataException when a hyper-parameter is missing or cannot be
   * @see Blueprints#draw
   */
  public ModelFacts draw() {
    return Blueprints.draw(architecture, hyperParameters, traits);
  }
}
