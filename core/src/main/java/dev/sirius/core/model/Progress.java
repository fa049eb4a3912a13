package dev.sirius.core.model;

import java.util.OptionalLong;

/**
 * A step of a long operation, as the server tells it.
 *
 * @param status what it is doing, such as {@code pulling manifest}
 * @param completedBytes bytes done of this step
 * @param totalBytes bytes of this step in all
 */
public record Progress(String status, OptionalLong completedBytes, OptionalLong totalBytes) {

  public static Progress of(String status) {
    return new Progress(status, OptionalLong.empty(), OptionalLong.empty());
  }

  public static Progress of(String status, long completedBytes, long totalBytes) {
    return new Progress(status, OptionalLong.of(completedBytes), OptionalLong.of(totalBytes));
  }
}
