package dev.sirius.core.registry.port;

import static java.util.Objects.requireNonNull;

/**
 * Something asked of a registry failed. The message says what happened, to what, and what to do
 * next, on one line; it never holds a token.
 */
public final class RegistryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, for callers that branch on it. */
  public enum Kind {
    /** No connection may be opened, or none could be. */
    UNREACHABLE,
    /** The registry does not have it. */
    NOT_FOUND,
    /** The registry wants a token, or refuses the one given. */
    DENIED,
    /** What answers makes no sense, breaks off, or lies about lengths or digests. */
    BROKEN_ANSWER,
    /** The answer did not come in time. */
    TIMED_OUT,
    /** A local file could not be read or written, or there is no space for it. */
    LOCAL_FILE,
    /** The thread was interrupted while it waited. */
    INTERRUPTED
  }

  private final Kind kind;

  public RegistryException(Kind kind, String message) {
    super(message);
    this.kind = requireNonNull(kind, "kind");
  }

  public RegistryException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
