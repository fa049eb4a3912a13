package dev.sirius.core.family.port;

/**
 * A lock could neither be taken nor be found to be held by another. The message says what happened,
 * to what, and what to do next, on one line.
 */
public final class FamilyLocksException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public FamilyLocksException(String message, Throwable cause) {
    super(message, cause);
  }
}
