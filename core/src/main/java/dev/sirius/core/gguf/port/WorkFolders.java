package dev.sirius.core.gguf.port;

import java.nio.file.Path;
import java.util.Map;

/** Folders for files that are needed only while a task is carried out. */
public interface WorkFolders {

  /**
   * Makes an empty folder that only this user may enter. What earlier tasks left that were killed
   * is removed.
   *
   * @throws WeightsException when it cannot be made
   */
  WorkFolder open();

  /** Where the folders are made. */
  Path directory();

  /**
   * Checks that what is about to be written fits; places on the same disk are counted together.
   *
   * @param bytes how much will be written, by directory; those that are not there are left out
   * @throws WeightsException {@code NO_SPACE} when it does not fit
   */
  void requireSpace(Map<Path, Long> bytes);

  /** One folder; it goes with all files in it when it is closed. */
  interface WorkFolder extends AutoCloseable {

    Path path();

    /** Removes the folder and the files in it; what cannot be removed now goes with the next. */
    @Override
    void close();
  }
}
