package dev.sirius.core.registry.port;

import dev.sirius.core.model.Progress;
import dev.sirius.core.registry.PublishedFile;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Downloads of published files to this machine.
 *
 * <p>Every method throws {@link RegistryException} when it fails, of the kind that fits.
 */
public interface Downloads {

  /**
   * Downloads a file, going on where an earlier try ended, however it ended. The target appears
   * whole, with the stated length and digest, or not at all. What arrives meanwhile is in the same
   * folder, in files whose names begin with the target's and end in {@code .partial} and {@code
   * .pieces}.
   *
   * @param target where it is to be; a file of that name is replaced
   * @param progress is told the bytes that are there
   */
  void download(PublishedFile file, Path target, Consumer<Progress> progress);
}
