package dev.sirius.core.modelfile;

/**
 * A text is no Modelfile, or a value cannot be written into one. The message says which and why, on
 * one line.
 */
public final class ModelfileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ModelfileException(String message) {
    super(message);
  }

  public ModelfileException(String message, Throwable cause) {
    super(message, cause);
  }
}
