package dev.sirius.core.quantization.convert;

/** Weights cannot be converted. The message says which tensor and why, on one line. */
public final class ConversionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConversionException(String message) {
    super(message);
  }

  public ConversionException(String message, Throwable cause) {
    super(message, cause);
  }
}
