package dev.sirius.core.device;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** A bound that the system sets, or the knowledge that it sets none. */
public sealed interface Limit<T> {

  /** The system sets no bound. */
  record None<T>() implements Limit<T> {
    @Override
    public Optional<T> bound() {
      return Optional.empty();
    }
  }

  /** The system allows at most this much. */
  record AtMost<T>(T value) implements Limit<T> {
    public AtMost {
      requireNonNull(value, "value");
    }

    @Override
    public Optional<T> bound() {
      return Optional.of(value);
    }
  }

  /** The bound, or empty when there is none. */
  Optional<T> bound();

  static <T> Limit<T> none() {
    return new None<>();
  }

  static <T> Limit<T> atMost(T value) {
    return new AtMost<>(value);
  }
}
