package dev.sirius.core.catalogue;

import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.model.ModelName;
import java.util.List;
import java.util.Optional;

/** A catalogue without models. */
public final class EmptyCatalogue implements ModelCatalogue {

  @Override
  public Optional<CatalogueMatch> find(ModelName name) {
    return Optional.empty();
  }

  @Override
  public List<LibraryModel> models() {
    return List.of();
  }

  @Override
  public List<String> names() {
    return List.of();
  }

  @Override
  public List<LibraryModel> ofUser() {
    return List.of();
  }

  @Override
  public List<Outline> outlines() {
    return List.of();
  }
}
