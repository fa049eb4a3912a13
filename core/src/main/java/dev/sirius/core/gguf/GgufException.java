package dev.sirius.core.gguf;

import dev.sirius.core.text.SafeText;

/**
 * A file is no GGUF that can be read: broken, truncated, hostile, or of a kind that is refused. The
 * message says which file, where in it, what was read there and why it cannot be, on one line.
 */
public final class GgufException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 300;

  private final String file;
  private final long offset;
  private final String field;
  private final String reason;

  /**
   * @param file the file's name or path, for people
   * @param offset bytes from the file's start to what could not be read
   * @param field what was to be read there, such as {@code "the tensor count"}
   * @param reason why it cannot be, and what is allowed
   */
  public GgufException(String file, long offset, String field, String reason) {
    super(
        SafeText.oneLine(file, LONGEST)
            + ": "
            + SafeText.oneLine(field, LONGEST)
            + " at byte "
            + offset
            + ": "
            + SafeText.oneLine(reason, LONGEST));
    this.file = file;
    this.offset = offset;
    this.field = field;
    this.reason = reason;
  }

  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }

  public String field() {
    return field;
  }

  public String reason() {
    return reason;
  }
}
