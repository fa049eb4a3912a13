package dev.sirius.core.catalogue;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A public file at one commit that something was read from, so that anybody can look it up.
 *
 * @param repository owner and name on GitHub, such as {@code Lightning-AI/litgpt}
 * @param path the file in it
 * @param commit all 40 hexadecimal digits
 * @param read what was read there, such as the name of a table in the file
 */
public record Evidence(String repository, String path, String commit, String read) {

  private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9-]+/[A-Za-z0-9._-]+");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  public Evidence {
    requireNonNull(read, "read");
    if (!REPOSITORY.matcher(repository).matches()) {
      throw new IllegalArgumentException("'" + repository + "' is no repository; write owner/name");
    }
    if (path.isEmpty()) {
      throw new IllegalArgumentException("evidence in " + repository + " without a path");
    }
    if (!COMMIT.matcher(commit).matches()) {
      throw new IllegalArgumentException(
          "'" + commit + "' is no commit; all 40 hexadecimal digits are needed");
    }
  }
}
