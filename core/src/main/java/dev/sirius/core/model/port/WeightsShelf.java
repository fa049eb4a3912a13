package dev.sirius.core.model.port;

import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.ModelName;
import java.nio.file.Path;

/**
 * A folder where weights may be written so that {@link ModelStore#create} moves them into the store
 * instead of reading them again.
 *
 * <p>Every method throws {@link ModelStoreException} when it fails, of the kind that fits.
 */
public interface WeightsShelf {

  /**
   * Where new weights of a model are to be written: a path in a folder that exists, the same for
   * the same name. There may be a file of an earlier run, which is to be replaced.
   */
  Path place(ModelName name);

  /**
   * Keeps weights that were written at a {@link #place}, by the digest that was computed meanwhile.
   *
   * @return their new path: a {@code FROM} or {@code ADAPTER} that names it moves the file
   */
  Path keep(WrittenFile file);
}
