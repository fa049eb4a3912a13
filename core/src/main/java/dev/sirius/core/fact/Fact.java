package dev.sirius.core.fact;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A value with its origin, or the reason why there is none. What could not be found out is said,
 * never replaced by a zero or a guess.
 *
 * @param <T> the value's type
 */
public sealed interface Fact<T> {

  /**
   * A value and where it came from, in words for people: {@code "cgroup v2"}, {@code "--memory"}.
   */
  record Known<T>(T value, String source) implements Fact<T> {
    public Known {
      requireNonNull(value, "value");
      requireNonNull(source, "source");
    }

    @Override
    public <R> R fold(BiFunction<? super T, String, R> known, Function<String, R> unknown) {
      return known.apply(value, source);
    }
  }

  /** No value, and why, in words for people: {@code "nvidia-smi did not answer within 2 s"}. */
  record Unknown<T>(String reason) implements Fact<T> {
    public Unknown {
      requireNonNull(reason, "reason");
    }

    @Override
    public <R> R fold(BiFunction<? super T, String, R> known, Function<String, R> unknown) {
      return unknown.apply(reason);
    }
  }

  /** Applies the function that fits the case. */
  <R> R fold(BiFunction<? super T, String, R> known, Function<String, R> unknown);

  static <T> Fact<T> known(T value, String source) {
    return new Known<>(value, source);
  }

  static <T> Fact<T> unknown(String reason) {
    return new Unknown<>(reason);
  }

  /** Where the value came from, or why there is none. */
  default String origin() {
    return fold((value, source) -> source, reason -> reason);
  }

  default boolean isKnown() {
    return fold((value, source) -> true, reason -> false);
  }

  default Optional<T> toOptional() {
    return fold((value, source) -> Optional.of(value), reason -> Optional.empty());
  }

  /** This fact when it is known, else the other one. */
  default Fact<T> orElse(Fact<T> other) {
    return isKnown() ? this : other;
  }

  /** The same fact about a derived value; origin or reason stay. */
  default <R> Fact<R> map(Function<? super T, ? extends R> function) {
    return fold((value, source) -> known(function.apply(value), source), Fact::unknown);
  }
}
