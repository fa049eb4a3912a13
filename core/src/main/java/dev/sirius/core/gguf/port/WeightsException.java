package dev.sirius.core.gguf.port;

import static java.util.Objects.requireNonNull;

/**
 * A file of weights could not be opened, read or written. The message says what happened, to which
 * file, and what to do next, on one line.
 */
public final class WeightsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, for callers that branch on it. */
  public enum Kind {
    /** There is no such file or directory. */
    NOT_FOUND,
    /** It is a directory, a device or another thing that is no regular file. */
    NO_REGULAR_FILE,
    /** The permission is missing. */
    NOT_PERMITTED,
    /** A part of a split file is missing or does not belong to the others. */
    SPLIT_INCOMPLETE,
    /** There is less free space than the file will take, or none is left. */
    NO_SPACE,
    /** There is a file already, and it may not be replaced. */
    EXISTS,
    /** Another writer is at the same file. */
    BUSY,
    /** The file changed, or was cut short, since it was opened. */
    CHANGED,
    /** Reading or writing failed otherwise. */
    FAILED
  }

  private final Kind kind;

  public WeightsException(Kind kind, String message) {
    super(message);
    this.kind = requireNonNull(kind, "kind");
  }

  public WeightsException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
