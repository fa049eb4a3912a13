package dev.sirius.core.gguf;

/**
 * A model's metadata does not say what is asked of it, or says it in a form that makes no sense.
 */
public final class MetadataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key the key that was looked at
   * @param reason what is wrong with its value, and what is needed
   */
  public MetadataException(String key, String reason) {
    super("metadata key '" + key + "' " + reason);
    this.key = key;
  }

  public String key() {
    return key;
  }
}
