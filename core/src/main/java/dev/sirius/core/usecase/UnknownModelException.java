package dev.sirius.core.usecase;

/**
 * Nothing is known of a model. The message says where it was looked for, and how it can be found,
 * on one line.
 */
public final class UnknownModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnknownModelException(String message) {
    super(message);
  }

  public UnknownModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
