package dev.sirius.core.gguf.port;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A file that is complete and in its place.
 *
 * @param path where it is
 * @param bytes its length
 * @param sha256 its SHA-256 in 64 lower-case hexadecimal digits
 */
public record WrittenFile(Path path, long bytes, String sha256) {
  public WrittenFile {
    requireNonNull(path, "path");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("'" + sha256 + "' is no SHA-256 in hexadecimal digits");
    }
  }
}
