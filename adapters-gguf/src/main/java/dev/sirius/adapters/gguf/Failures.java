package dev.sirius.adapters.gguf;

import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WeightsException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Failures of the file system in words for people. */
final class Failures {

  private Failures() {}

  static WeightsException reading(Path path, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new WeightsException(
          Kind.NOT_FOUND, "there is no file " + path + "; check the path", cause);
    }
    if (cause instanceof AccessDeniedException) {
      return new WeightsException(
          Kind.NOT_PERMITTED,
          path + " may not be read; give this user permission to read it",
          cause);
    }
    return new WeightsException(
        Kind.FAILED, path + " could not be read: " + reason(cause) + "; check the disk", cause);
  }

  static WeightsException writing(Path path, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new WeightsException(
          Kind.NOT_FOUND,
          "there is no directory for " + path + "; make it, or choose another place",
          cause);
    }
    if (cause instanceof AccessDeniedException) {
      return new WeightsException(
          Kind.NOT_PERMITTED,
          path + " may not be written; give this user permission, or choose another place",
          cause);
    }
    String reason = reason(cause);
    if (reason.contains("No space left") || reason.contains("not enough space")) {
      return new WeightsException(
          Kind.NO_SPACE,
          "the disk is full, " + path + " was not written; free some space and try again",
          cause);
    }
    return new WeightsException(
        Kind.FAILED,
        path + " could not be written: " + reason + "; check the disk, or choose another place",
        cause);
  }

  /** The system's own words for what went wrong. */
  static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
