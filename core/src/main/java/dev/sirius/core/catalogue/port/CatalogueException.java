package dev.sirius.core.catalogue.port;

/**
 * The catalogue's data cannot be read or make no sense. The message says which file, where in it,
 * what is wrong, and what is allowed, on one line.
 */
public final class CatalogueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CatalogueException(String message) {
    super(message);
  }

  public CatalogueException(String message, Throwable cause) {
    super(message, cause);
  }
}
