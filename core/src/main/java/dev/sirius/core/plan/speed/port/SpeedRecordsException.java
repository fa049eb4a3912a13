package dev.sirius.core.plan.speed.port;

/**
 * A measurement could not be kept. The message says what happened, to what, and what to do next.
 */
public final class SpeedRecordsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SpeedRecordsException(String message, Throwable cause) {
    super(message, cause);
  }
}
