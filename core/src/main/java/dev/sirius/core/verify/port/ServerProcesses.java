package dev.sirius.core.verify.port;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.size.ByteSize;
import java.nio.file.Path;

/** The processes in which a server of this machine runs its models. */
public interface ServerProcesses {

  /**
   * The memory that the process which runs a model holds now: what of it lies in main memory and
   * what was moved to disk. It counts the program itself and the pages of a file that is mapped.
   *
   * @param weights the file of the model's weights, as the server names it
   * @return the size with the process that it was read from; or why it is not known
   */
  Fact<ByteSize> resident(Path weights);
}
