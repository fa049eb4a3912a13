package dev.sirius.core.model;

import static java.util.Objects.requireNonNull;

/**
 * A part of a model as Ollama keeps it: weights, a template, a license, the configuration.
 *
 * @param mediaType what it is, such as {@code application/vnd.ollama.image.model}
 * @param sha256 its digest, 64 hexadecimal digits in lower case
 * @param bytes its length, 0 or more
 */
public record ModelPart(String mediaType, String sha256, long bytes) {

  public ModelPart {
    requireNonNull(mediaType, "mediaType");
    if (!mediaType.matches("[\\x21-\\x7E]{1,200}")) {
      throw new IllegalArgumentException(
          "a part's kind of " + mediaType.length() + " characters, or of such as none has");
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a part's digest that is not 64 hexadecimal digits in lower case");
    }
    if (bytes < 0) {
      throw new IllegalArgumentException("a part of " + bytes + " bytes; 0 or more is allowed");
    }
  }
}
