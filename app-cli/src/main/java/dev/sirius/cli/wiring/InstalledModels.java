package dev.sirius.cli.wiring;

import dev.sirius.core.model.port.ModelStore;

/** The installed models, for commands that can do without them. */
@FunctionalInterface
public interface InstalledModels {

  /**
   * The store, found without waiting long.
   *
   * @throws dev.sirius.core.model.port.ModelStoreException when there is none
   */
  ModelStore store();
}
