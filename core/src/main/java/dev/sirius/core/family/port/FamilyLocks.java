package dev.sirius.core.family.port;

import dev.sirius.core.model.ModelName;
import java.util.Optional;

/**
 * Keeps two tasks of this user from making the same family at once. A lock goes with the process
 * that holds it, however that ends.
 */
@FunctionalInterface
public interface FamilyLocks {

  /**
   * Takes the lock of a family, without waiting.
   *
   * @return empty when another task holds it
   * @throws FamilyLocksException when locks cannot be kept on this machine
   */
  Optional<FamilyLock> tryLock(ModelName family);

  /** A lock that is held. */
  interface FamilyLock extends AutoCloseable {
    @Override
    void close();
  }
}
