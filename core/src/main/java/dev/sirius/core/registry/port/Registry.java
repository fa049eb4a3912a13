package dev.sirius.core.registry.port;

import dev.sirius.core.model.Progress;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Registries of published models.
 *
 * <p>Every method throws {@link RegistryException} when it fails, of the kind that fits.
 */
public interface Registry {

  /**
   * The files of weights of a published model, those of all quantizations where none was named; the
   * parts of a split file each. {@code NOT_FOUND} when there is none.
   */
  List<PublishedFile> files(PublishedModel model);

  /**
   * The first bytes of a file, or all of it when it is shorter.
   *
   * @param length how many, at most 64 MiB
   */
  byte[] beginning(PublishedFile file, int length);

  /**
   * Downloads a file, going on where an earlier try ended. The target appears whole, with the
   * stated length and digest, or not at all.
   */
  void download(PublishedFile file, Path target, Consumer<Progress> progress);
}
