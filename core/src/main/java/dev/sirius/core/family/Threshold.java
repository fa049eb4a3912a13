package dev.sirius.core.family;

import static java.util.Objects.requireNonNull;

import dev.sirius.core.size.ByteSize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory that a level takes when it runs, and the facts that the figure rests on. As text it is
 * one word, such as {@code 2300MiB,ctx=4096,bpw=4.85}, so that it survives wherever a line is
 * wrapped at blanks. It says what the level takes, not what a device should keep free beside it:
 * that is added by whoever reads it, so a family means the same on every machine.
 *
 * @param memory the memory; a whole number of MiB
 * @param facts further facts by name, in order: {@code ctx} is the context length in tokens
 */
public record Threshold(ByteSize memory, Map<String, String> facts) {

  /** The name of the context length among the facts, in tokens. */
  public static final String CONTEXT = "ctx";

  private static final long MIB = 1L << 20;
  private static final int LONGEST = 200;
  private static final Pattern WORD = Pattern.compile("(\\d{1,12})MiB((?:,[a-z]+=[^,\\s]+)*)");
  private static final Pattern FACT = Pattern.compile(",([a-z]+)=([^,\\s]+)");

  public Threshold {
    requireNonNull(memory, "memory");
    if (memory.bytes() % MIB != 0) {
      throw new IllegalArgumentException(
          "a threshold of " + memory.bytes() + " bytes; a whole number of MiB is needed");
    }
    facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    facts.forEach(
        (name, value) -> {
          if (!name.matches("[a-z]+") || !value.matches("[^,\\s]+")) {
            throw new IllegalArgumentException(
                "the fact '"
                    + name
                    + "="
                    + value
                    + "' of a threshold; lower-case letters and a value without comma and blank are"
                    + " needed");
          }
        });
  }

  /** The threshold of a level that takes this memory, rounded up to whole MiB, at a context. */
  public static Threshold at(ByteSize memory, long contextLength) {
    if (contextLength < 1) {
      throw new IllegalArgumentException(
          "a context of " + contextLength + " tokens; 1 or more is allowed");
    }
    ByteSize rounded = ByteSize.ofMiB(Math.addExact(memory.bytes(), MIB - 1) / MIB);
    return new Threshold(rounded, Map.of(CONTEXT, Long.toString(contextLength)));
  }

  /** This threshold with one more fact. */
  public Threshold with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(facts);
    more.put(name, value);
    return new Threshold(memory, more);
  }

  /** Reads the word; empty when the text is none, for instance one that a person wrote. */
  public static Optional<Threshold> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher word = WORD.matcher(text.strip());
    if (!word.matches()) {
      return Optional.empty();
    }
    Map<String, String> facts = new LinkedHashMap<>();
    Matcher fact = FACT.matcher(word.group(2));
    while (fact.find()) {
      facts.put(fact.group(1), fact.group(2));
    }
    try {
      return Optional.of(new Threshold(ByteSize.ofMiB(Long.parseLong(word.group(1))), facts));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The context length that the memory holds at, in tokens; empty when it is not stated. */
  public Optional<Long> contextLength() {
    return Optional.ofNullable(facts.get(CONTEXT))
        .filter(text -> text.matches("[1-9]\\d{0,9}"))
        .map(Long::valueOf);
  }

  /** The word. */
  @Override
  public String toString() {
    StringBuilder word = new StringBuilder().append(memory.wholeMiB()).append("MiB");
    facts.forEach((name, value) -> word.append(',').append(name).append('=').append(value));
    return word.toString();
  }
}
