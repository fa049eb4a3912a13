package dev.sirius.core.gguf;

import dev.sirius.core.text.SafeText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A model's key-values, in the file's order.
 *
 * <p>The typed getters are empty for a key that is not there, and throw {@link MetadataException}
 * for a value of another kind. Any whole type serves where a whole number is asked for: files and
 * Ollama's answers differ in them.
 */
public record Metadata(Map<String, GgufValue> entries) {

  public static final Metadata EMPTY = new Metadata(Map.of());

  public Metadata {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  public Optional<GgufValue> get(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  public boolean has(String key) {
    return entries.containsKey(key);
  }

  public Optional<String> string(String key) {
    return get(key)
        .map(
            value -> {
              if (value instanceof GgufValue.Text text) {
                return text.value();
              }
              throw wrong(key, value, "a text");
            });
  }

  public Optional<Boolean> flag(String key) {
    return get(key)
        .map(
            value -> {
              if (value instanceof GgufValue.Flag flag) {
                return flag.value();
              }
              throw wrong(key, value, "true or false");
            });
  }

  /** A whole number from 0 to 2^63 − 1. */
  public OptionalLong uint(String key) {
    GgufValue value = entries.get(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(wholeFromZero(key, value));
  }

  /** A number, whole or not. */
  public OptionalDouble real(String key) {
    GgufValue value = entries.get(key);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(number(key, value));
  }

  /**
   * Whole numbers from 0 to 2^63 − 1: an array's elements, or the one number that stands in its
   * place.
   *
   * @throws MetadataException also when the array's elements were left unread
   */
  public Optional<List<Long>> uints(String key) {
    return get(key)
        .map(
            value ->
                value instanceof GgufValue.Sequence sequence
                    ? elements(key, sequence).stream()
                        .map(element -> wholeFromZero(key, element))
                        .toList()
                    : List.of(wholeFromZero(key, value)));
  }

  /**
   * Truth values: an array's elements, or the one value that stands in its place. Numbers count as
   * true unless they are zero, since writers differ.
   */
  public Optional<List<Boolean>> flags(String key) {
    return get(key)
        .map(
            value ->
                value instanceof GgufValue.Sequence sequence
                    ? elements(key, sequence).stream().map(element -> truth(key, element)).toList()
                    : List.of(truth(key, value)));
  }

  /** The number of an array's elements; read or not makes no difference. */
  public OptionalLong count(String key) {
    GgufValue value = entries.get(key);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof GgufValue.Sequence sequence) {
      return OptionalLong.of(sequence.count());
    }
    throw wrong(key, value, "an array");
  }

  /** These key-values without some; the order stays. */
  public Metadata without(List<String> keys) {
    Map<String, GgufValue> rest = new LinkedHashMap<>(entries);
    keys.forEach(rest::remove);
    return new Metadata(rest);
  }

  /** These key-values and one more at the end; a key that is there already moves to the end. */
  public Metadata with(String key, GgufValue value) {
    Map<String, GgufValue> more = new LinkedHashMap<>(entries);
    more.remove(key);
    more.put(key, value);
    return new Metadata(more);
  }

  /** The keys in the file's order. */
  public List<String> keys() {
    return new ArrayList<>(entries.keySet());
  }

  private static List<GgufValue> elements(String key, GgufValue.Sequence sequence) {
    if (sequence instanceof GgufValue.Elements list) {
      return list.elements();
    }
    throw new MetadataException(
        key, "is an array of " + sequence.count() + " elements that were not read");
  }

  private static long wholeFromZero(String key, GgufValue value) {
    if (value instanceof GgufValue.Whole whole && whole.fitsLong() && whole.bits() >= 0) {
      return whole.bits();
    }
    throw wrong(key, value, "a whole number from 0 to 2^63 - 1");
  }

  private static double number(String key, GgufValue value) {
    if (value instanceof GgufValue.Float32 real) {
      return real.value();
    }
    if (value instanceof GgufValue.Float64 real) {
      return real.value();
    }
    if (value instanceof GgufValue.Whole whole) {
      return whole.value().doubleValue();
    }
    throw wrong(key, value, "a number");
  }

  private static boolean truth(String key, GgufValue value) {
    if (value instanceof GgufValue.Flag flag) {
      return flag.value();
    }
    if (value instanceof GgufValue.Whole whole) {
      return whole.bits() != 0;
    }
    throw wrong(key, value, "true or false");
  }

  private static MetadataException wrong(String key, GgufValue value, String needed) {
    String shown = SafeText.oneLine(value.toString(), 40);
    return new MetadataException(
        SafeText.oneLine(key, 80),
        "is " + value.type().label() + " '" + shown + "'; " + needed + " is needed");
  }
}
