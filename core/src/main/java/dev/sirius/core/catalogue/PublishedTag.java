package dev.sirius.core.catalogue;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.QuantizationType;
import java.util.Optional;

/**
 * A tag under which Ollama's library has a model in one type.
 *
 * @param tag such as {@code 8b-instruct-q8_0}
 * @param type the type of its weights
 * @param size of all that is downloaded, as the library's page shows it; empty when not known
 */
public record PublishedTag(String tag, QuantizationType type, Optional<Rounded> size) {

  public PublishedTag {
    requireNonNull(type, "type");
    requireNonNull(size, "size");
    if (tag.isEmpty()) {
      throw new IllegalArgumentException("a published tag is empty; such as '8b' is needed");
    }
  }
}
