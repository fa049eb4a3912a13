package dev.sirius.core.model.port;

import static java.util.Objects.requireNonNull;

/**
 * Something asked of Ollama failed. The message says what happened, to what, and what to do next,
 * on one line.
 */
public final class ModelStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, for callers that branch on it. */
  public enum Kind {
    /** No server answers, or there is no {@code ollama} program. */
    UNREACHABLE,
    /** The model is not installed, or its registry does not have it. */
    NOT_FOUND,
    /** Ollama refuses to quantize this source or to this type. */
    QUANTIZATION_REFUSED,
    /** Ollama refuses the request for another reason, which the message gives. */
    REFUSED,
    /** The answer did not come in time. */
    TIMED_OUT,
    /** What answers is not Ollama, or breaks off, or makes no sense. */
    BROKEN_ANSWER,
    /** The server or program is too old for what was asked. */
    TOO_OLD,
    /** A local file could not be read or written. */
    LOCAL_FILE,
    /** The thread was interrupted while it waited. */
    INTERRUPTED
  }

  private final Kind kind;

  public ModelStoreException(Kind kind, String message) {
    super(message);
    this.kind = requireNonNull(kind, "kind");
  }

  public ModelStoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
