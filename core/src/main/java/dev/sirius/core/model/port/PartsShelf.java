package dev.sirius.core.model.port;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.ModelPart;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A store into which the parts of a model are put as they were published.
 *
 * <p>Every method throws {@link ModelStoreException} when it fails, of the kind that fits.
 */
public interface PartsShelf {

  /** Where a part lies, in use or still at its {@link #place}; empty when it has to be fetched. */
  Optional<Path> find(ModelPart part);

  /**
   * Where a part is to be put: a path in a folder that exists, the same for the same digest. Only
   * what has the part's length and digest may appear there, and only whole. Unfinished files may
   * lie beside it.
   */
  Path place(ModelPart part);

  /**
   * Makes a model of parts, each of which is in use already or at its place, from where it is
   * moved. An existing model of that name is replaced.
   */
  void assemble(ModelName name, ModelPart configuration, List<ModelPart> layers);
}
