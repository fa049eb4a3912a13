package dev.sirius.core.gguf.port;

import java.nio.file.Path;

/** Folders for files that are needed only while a task is carried out. */
public interface WorkFolders {

  /**
   * Makes an empty folder that only this user may enter. What earlier tasks left that were killed
   * is removed.
   *
   * @throws WeightsException when it cannot be made
   */
  WorkFolder open();

  /** One folder; it goes with all files in it when it is closed. */
  interface WorkFolder extends AutoCloseable {

    Path path();

    /** Removes the folder and the files in it; what cannot be removed now goes with the next. */
    @Override
    void close();
  }
}
