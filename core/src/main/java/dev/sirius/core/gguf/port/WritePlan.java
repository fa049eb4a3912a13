package dev.sirius.core.gguf.port;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import java.util.List;
import java.util.Optional;

/**
 * What a file that is to be written will hold.
 *
 * @param metadata key-values in the order to write; arrays left unread are copied from the source
 * @param tensors the tensor table in the order to write
 * @param alignment bytes that data are aligned to, a power of two
 * @param source where the metadata's unread arrays lie; needed only when there are any
 * @param replace whether a file that is already at the target may be replaced
 */
public record WritePlan(
    Metadata metadata,
    List<TensorInfo> tensors,
    long alignment,
    Optional<WeightsReader> source,
    boolean replace) {
  public WritePlan {
    requireNonNull(metadata, "metadata");
    requireNonNull(source, "source");
    tensors = List.copyOf(tensors);
  }
}
