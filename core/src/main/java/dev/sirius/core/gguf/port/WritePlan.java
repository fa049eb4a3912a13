package dev.sirius.core.gguf.port;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import java.util.List;
import java.util.Optional;

/**
 * What a file that is to be written will hold.
 *
 * @param metadata key-values in the order to write; the alignment that they state is honoured, and
 *     arrays left unread are copied from the source
 * @param tensors the tensor table in the order to write
 * @param source where the metadata's unread arrays lie; needed only when there are any
 * @param replace whether a file that is already at the target may be replaced
 */
public record WritePlan(
    Metadata metadata, List<TensorInfo> tensors, Optional<WeightsReader> source, boolean replace) {
  public WritePlan {
    requireNonNull(metadata, "metadata");
    requireNonNull(source, "source");
    tensors = List.copyOf(tensors);
  }
}
