package dev.sirius.core.verify;

import static java.util.Objects.requireNonNull;

/**
 * A promise beside what was measured.
 *
 * @param subject what it is about
 * @param promised the promise with its range, in words; or why there is none
 * @param measured what was measured, in words; or why that is not known
 * @param verdict whether the promise is kept
 */
public record Check(Subject subject, String promised, String measured, Verdict verdict) {

  /** What a promise is about. */
  public enum Subject {
    QUANTIZATION("quantization"),
    CONTEXT("context"),
    MEMORY("memory"),
    DECODE("decode speed"),
    PROMPT("prompt speed"),
    LOAD("load time");

    private final String text;

    Subject(String text) {
      this.text = text;
    }

    /** For people. */
    public String text() {
      return text;
    }
  }

  /** Whether a promise is kept. */
  public enum Verdict {
    KEPT,
    BROKEN,
    /** Nothing was promised, or nothing could be measured. */
    OPEN
  }

  public Check {
    requireNonNull(subject, "subject");
    requireNonNull(promised, "promised");
    requireNonNull(measured, "measured");
    requireNonNull(verdict, "verdict");
  }
}
