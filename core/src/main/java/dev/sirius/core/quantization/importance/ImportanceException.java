package dev.sirius.core.quantization.importance;

/** A file holds no importance matrix that can be read. The message says which and why. */
public final class ImportanceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ImportanceException(String message) {
    super(message);
  }

  public ImportanceException(String message, Throwable cause) {
    super(message, cause);
  }
}
