package dev.sirius.cli.config;

/**
 * A setting is wrong. The message says which, where it stands, and what is allowed, on one line.
 */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
