package dev.sirius.core.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A text of a GGUF file, byte for byte. The format wants UTF-8 but nobody enforces it, and a copy
 * must not change what it cannot read: so the bytes are kept, and two texts are equal when their
 * bytes are.
 */
public final class GgufText {

  private final byte[] bytes;

  private GgufText(byte[] bytes) {
    this.bytes = bytes;
  }

  public static GgufText of(String text) {
    return new GgufText(text.getBytes(UTF_8));
  }

  public static GgufText of(byte[] bytes) {
    return new GgufText(bytes.clone());
  }

  /** The text; bytes that are not UTF-8 as U+FFFD. */
  public String value() {
    return new String(bytes, UTF_8);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The text up to its first NUL: as a C program reads it. */
  public GgufText upToNul() {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return new GgufText(Arrays.copyOf(bytes, i));
      }
    }
    return this;
  }

  /** Bytes that the text takes, without its length. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GgufText text && Arrays.equals(bytes, text.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return value();
  }
}
