package dev.sirius.adapters.ollama.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A SHA-256 digest that names a blob.
 *
 * @param hex 64 hexadecimal digits in lower case
 */
record Digest(String hex) {

  private static final String PREFIX = "sha256:";
  private static final Pattern FILE = Pattern.compile("sha256-[0-9a-f]{64}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "a digest of '"
              + (hex.length() > 80 ? hex.substring(0, 80) + "…" : hex)
              + "'; 64 hexadecimal digits in lower case are needed");
    }
  }

  /**
   * Reads {@code sha256:…}.
   *
   * @throws IllegalArgumentException when the text is anything else, upper case included
   */
  static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a digest that does not begin with " + PREFIX);
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  /** The digest that a blob's file name states; empty when it is no such name. */
  static Optional<Digest> ofFileName(String name) {
    return FILE.matcher(name).matches()
        ? Optional.of(new Digest(name.substring(PREFIX.length())))
        : Optional.empty();
  }

  /** The digest of some bytes. */
  static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(newHash().digest(bytes)));
  }

  /** The digest that a hash has come to. */
  static Digest of(MessageDigest finished) {
    return new Digest(HexFormat.of().formatHex(finished.digest()));
  }

  static MessageDigest newHash() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** The name of the blob's file. */
  String fileName() {
    return "sha256-" + hex;
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }
}
