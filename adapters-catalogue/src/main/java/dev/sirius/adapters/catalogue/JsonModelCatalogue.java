package dev.sirius.adapters.catalogue;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.catalogue.CatalogueMatch;
import dev.sirius.core.catalogue.LibraryModel;
import dev.sirius.core.catalogue.Outline;
import dev.sirius.core.catalogue.port.ModelCatalogue;
import dev.sirius.core.model.ModelName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The catalogue in JSON files: one for each model of Ollama's library in the jar, so that a look-up
 * reads only one, and one of the user's. Files are read when they are asked for, each time anew.
 */
public final class JsonModelCatalogue implements ModelCatalogue {

  private final Optional<Path> userFile;

  /**
   * @param userFile a file with models of the user's own, in the form of docs/catalogue.md; empty
   *     for none
   */
  public JsonModelCatalogue(Optional<Path> userFile) {
    this.userFile = requireNonNull(userFile, "userFile");
  }

  @Override
  public Optional<CatalogueMatch> find(ModelName name) {
    for (LibraryModel model : ofUser()) {
      if (model.owns(name)) {
        return model.find(name);
      }
    }
    String label = name.model().toLowerCase(Locale.ROOT);
    return isInLibrary(name, label)
        ? CatalogueFiles.embedded(label).flatMap(model -> model.find(name))
        : Optional.empty();
  }

  /** Whether a name is one of Ollama's library, not of a user there nor of another host. */
  private static boolean isInLibrary(ModelName name, String label) {
    return name.withTag(ModelName.DEFAULT_TAG).sameAs(ModelName.parse(label));
  }

  @Override
  public List<LibraryModel> models() {
    List<LibraryModel> models = new ArrayList<>(ofUser());
    for (String name : CatalogueFiles.embeddedNames()) {
      ModelName embedded = ModelName.parse(name);
      if (models.stream().noneMatch(model -> model.owns(embedded))) {
        models.add(
            CatalogueFiles.embedded(name)
                .orElseThrow(() -> CatalogueFiles.lacking("models/" + name + ".json")));
      }
    }
    return List.copyOf(models);
  }

  @Override
  public List<String> names() {
    return Stream.concat(
            ofUser().stream().map(LibraryModel::label), CatalogueFiles.embeddedNames().stream())
        .distinct()
        .toList();
  }

  @Override
  public List<Outline> outlines() {
    List<LibraryModel> own = ofUser();
    return OutlineFile.embedded().stream()
        .filter(outline -> own.stream().noneMatch(model -> model.owns(outline.name())))
        .toList();
  }

  @Override
  public List<LibraryModel> ofUser() {
    return userFile.map(CatalogueFiles::ofUser).orElse(List.of());
  }
}
