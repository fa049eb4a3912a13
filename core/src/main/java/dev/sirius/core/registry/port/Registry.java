package dev.sirius.core.registry.port;

import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedImage;
import dev.sirius.core.registry.PublishedModel;
import java.util.List;
import java.util.function.Function;

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
   * All parts of a model of a registry that speaks as Ollama's does; {@code NOT_FOUND} when it is
   * not there.
   */
  PublishedImage image(ModelName name);

  /**
   * Reads the beginning of a file, of which no more is fetched than {@link
   * dev.sirius.core.registry.HeaderRanges} says, and at most {@link
   * dev.sirius.core.registry.HeaderRanges#MOST_BYTES}. What was fetched is kept, so that it is
   * fetched once.
   *
   * @param reader makes something of the bytes; it must not keep them
   */
  <T> T beginning(PublishedFile file, Function<ByteSource, T> reader);
}
