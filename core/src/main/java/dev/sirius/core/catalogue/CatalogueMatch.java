package dev.sirius.core.catalogue;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.quantization.QuantizationType;

/**
 * What a model's name means in the catalogue.
 *
 * @param entry the model
 * @param type the type of the weights that the name stands for
 * @param listed whether the library is known to have it under this name; else the name only follows
 *     the library's custom
 */
public record CatalogueMatch(CatalogueEntry entry, QuantizationType type, boolean listed) {

  public CatalogueMatch {
    requireNonNull(entry, "entry");
    requireNonNull(type, "type");
  }
}
