package dev.sirius.core.gguf.port;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import java.nio.file.Path;
import java.util.List;

/** An open GGUF file, or all parts of a split one. Reading is safe from several threads at once. */
public interface WeightsReader extends AutoCloseable {

  /** The files, in the order of the parts; one that is not split alone. */
  List<Path> files();

  /** The headers of the files, in the same order. */
  List<GgufHeader> headers();

  /** The model's facts: the first part's metadata, all parts' tensors in order. */
  ModelFacts facts();

  /** Bytes of all files together. */
  long bytesOnDisk();

  /**
   * Reads a run of a tensor's bytes.
   *
   * @param tensor one of {@code facts().tensors()}, by its name
   * @param position the first byte, counted from the tensor's own start
   * @param into receives the bytes
   * @param offset the first index of {@code into} that is written
   * @param count number of bytes
   * @throws WeightsException when the file is shorter than it says, has changed since it was
   *     opened, or reading fails
   */
  void read(TensorInfo tensor, long position, byte[] into, int offset, int count);

  /**
   * Reads a run of bytes of the first part: what {@code GgufValue.Unread} points at.
   *
   * @param position the first byte, counted from the file's start
   * @throws WeightsException as above
   */
  void readMetadata(long position, byte[] into, int offset, int count);

  @Override
  void close();
}
