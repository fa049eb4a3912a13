package dev.sirius.core.usecase.family;

import static java.util.Objects.requireNonNull;

/**
 * Something asked of a family cannot be done. The message says what is in the way, of which family,
 * and what to do next, on one line.
 */
public final class FamilyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, for callers that branch on it. */
  public enum Kind {
    /** The model is installed and belongs to no family. */
    NO_FAMILY,
    /** The family has no such level, or it cannot be made. */
    NO_LEVEL,
    /** A member is missing or is not what its name says. */
    DAMAGED,
    /** Somebody else is at this family now. */
    BUSY,
    /** A fact that is needed is not known. */
    NOT_KNOWN
  }

  private final Kind kind;

  public FamilyException(Kind kind, String message) {
    super(message);
    this.kind = requireNonNull(kind, "kind");
  }

  public FamilyException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
