package dev.sirius.core.catalogue;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;

/**
 * How often a model was fetched from Ollama's library, all its tags together.
 *
 * @param pulls as the library's page shows it, rounded to three digits or so
 * @param seen the day on which the page showed it
 * @param source where that was kept
 */
public record Popularity(long pulls, LocalDate seen, Evidence source) {

  public Popularity {
    requireNonNull(seen, "seen");
    requireNonNull(source, "source");
    if (pulls < 0) {
      throw new IllegalArgumentException(pulls + " pulls; 0 or more is allowed");
    }
  }
}
