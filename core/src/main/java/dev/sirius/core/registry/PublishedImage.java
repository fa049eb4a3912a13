package dev.sirius.core.registry;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.model.ModelPart;
import java.util.List;

/**
 * A model as a registry that speaks as Ollama's publishes it: all its parts.
 *
 * @param configuration the part that describes the model
 * @param layers the other parts, in order
 */
public record PublishedImage(Layer configuration, List<Layer> layers) {

  /**
   * A part, and where its bytes are.
   *
   * @param part what it is
   * @param file its bytes, with the length and digest of the part
   */
  public record Layer(ModelPart part, PublishedFile file) {
    public Layer {
      requireNonNull(part, "part");
      requireNonNull(file, "file");
    }
  }

  public PublishedImage {
    requireNonNull(configuration, "configuration");
    layers = List.copyOf(layers);
  }
}
