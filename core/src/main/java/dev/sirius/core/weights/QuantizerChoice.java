package dev.sirius.core.weights;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who quantizes. */
public enum QuantizerChoice {
  /** Ollama where it can, else Sirius. */
  AUTO,
  /** Ollama alone. */
  OLLAMA,
  /** Sirius alone. */
  SIRIUS;

  /** The word by which it is chosen, such as {@code auto}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The choice that a word stands for, in any case. */
  public static Optional<QuantizerChoice> named(String text) {
    return Arrays.stream(values())
        .filter(choice -> choice.word().equalsIgnoreCase(text.strip()))
        .findFirst();
  }
}
