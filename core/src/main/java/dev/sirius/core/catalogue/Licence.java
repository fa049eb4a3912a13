package dev.sirius.core.catalogue;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Under what terms a model is given away.
 *
 * @param name as its publisher names it, such as {@code apache-2.0} or {@code gemma}
 * @param source where that was read; a user's own entry may have none
 */
public record Licence(String name, Optional<Evidence> source) {

  public Licence {
    requireNonNull(source, "source");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a licence has no name; such as 'apache-2.0' is needed");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
