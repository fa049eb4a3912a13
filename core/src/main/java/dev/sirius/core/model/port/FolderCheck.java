package dev.sirius.core.model.port;

import dev.sirius.core.model.FolderReport;
import dev.sirius.core.model.Progress;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks whether a model folder is in order, and tidies it.
 *
 * <p>Every method throws {@link ModelStoreException} when it fails, of the kind that fits.
 */
public interface FolderCheck {

  /**
   * Looks at every model and every blob; changes nothing.
   *
   * @param deep whether every blob is read and its digest computed, which takes as long as reading
   *     the folder does
   * @param progress is told how far the reading is
   */
  FolderReport check(boolean deep, Consumer<Progress> progress);

  /**
   * Removes orphans, each after looking once more whether it still is one.
   *
   * @param orphans of a report of this folder; those that are not removable are left
   * @return those that were removed
   */
  List<FolderReport.Orphan> remove(List<FolderReport.Orphan> orphans);
}
