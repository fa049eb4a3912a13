package dev.sirius.core.catalogue.port;

import dev.sirius.core.catalogue.CatalogueMatch;
import dev.sirius.core.catalogue.LibraryModel;
import dev.sirius.core.catalogue.Outline;
import dev.sirius.core.model.ModelName;
import java.util.List;
import java.util.Optional;

/**
 * The models that are known without being installed. Looking in it takes no network and no Ollama.
 *
 * <p>Every method throws {@link CatalogueException} when the catalogue's data cannot be read.
 */
public interface ModelCatalogue {

  /**
   * What a name means: {@code llama3.1} (its default tag), {@code llama3.1:8b}, {@code
   * llama3.1:8b-instruct-q8_0}. Case does not count. Empty when no entry fits; only names in
   * Ollama's own library and in the user's file are known.
   */
  Optional<CatalogueMatch> find(ModelName name);

  /**
   * All models, the user's own first, then by name. A model of the user's takes the place of the
   * embedded one of that name.
   */
  List<LibraryModel> models();

  /** The names that {@link #find} knows, without a tag, such as {@code llama3.1}. */
  List<String> names();

  /** The models of the user's own, in their order. */
  List<LibraryModel> ofUser();

  /**
   * The outlines of all models but the user's own and those in whose place they are, in no
   * particular order.
   */
  List<Outline> outlines();
}
