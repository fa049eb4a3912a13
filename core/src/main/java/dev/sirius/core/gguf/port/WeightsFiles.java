package dev.sirius.core.gguf.port;

import dev.sirius.core.gguf.GgufException;
import java.nio.file.Path;

/** The GGUF files of this machine. */
public interface WeightsFiles {

  /**
   * Opens a GGUF file and reads its header, not its tensors' data. Of a split one any part may be
   * given; all parts are opened.
   *
   * @param path a regular file
   * @throws GgufException when it is no GGUF that can be read
   * @throws WeightsException when there is no such file, it is no regular one, or reading fails
   */
  WeightsReader open(Path path);

  /**
   * Begins a GGUF file beside its final place; it appears there whole, on {@link
   * WeightsWriter#commit}, or never. Remains of earlier writers that were killed are removed.
   *
   * @param target where the file is to be; its directory exists
   * @param plan what the file will hold
   * @throws WeightsException when the target's directory is missing or read-only, the target exists
   *     and may not be replaced or is one of the source's own files, another writer is at it, or
   *     the space does not suffice
   * @throws IllegalArgumentException when the plan's metadata and tensors make no file
   */
  WeightsWriter create(Path target, WritePlan plan);
}
