package dev.sirius.core.catalogue;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.QuantizationType;

/** What somebody else published of a model, to hold the catalogue's own figures against. */
public sealed interface PublishedFigure {

  /** Where it was published. */
  Evidence source();

  /**
   * The size of a file of the model's weights.
   *
   * @param type the type of the weights
   * @param size rounded as published
   */
  record FileSize(QuantizationType type, Rounded size, Evidence source) implements PublishedFigure {
    public FileSize {
      requireNonNull(type, "type");
      requireNonNull(size, "size");
      requireNonNull(source, "source");
    }
  }

  /**
   * The number of the model's weights.
   *
   * @param count rounded as published
   */
  record ParameterCount(Rounded count, Evidence source) implements PublishedFigure {
    public ParameterCount {
      requireNonNull(count, "count");
      requireNonNull(source, "source");
    }
  }
}
