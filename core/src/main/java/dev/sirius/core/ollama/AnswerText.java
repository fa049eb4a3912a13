package dev.sirius.core.ollama;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ollama run --verbose --nowordwrap} prints: the answer, and its timings. */
public final class AnswerText {

  private static final String COMMAND = "ollama run --verbose";
  private static final String THINKING = "Thinking...\n";
  private static final String THOUGHT = "...done thinking.\n\n";
  private static final String END = "\n\n";
  private static final Pattern TIMING =
      Pattern.compile(
          "(total duration|load duration|prompt eval count|prompt eval duration|eval count"
              + "|eval duration):\\s+(.*)");

  private AnswerText() {}

  /**
   * The answer with its timings.
   *
   * @param output what the program wrote to its output: the answer, after what the model thought,
   *     and two line breaks
   * @param errorOutput what it wrote to its error output: the timings, among what it painted while
   *     it waited
   * @throws ModelStoreException {@code BROKEN_ANSWER} when there are no timings: they come last, so
   *     the answer has broken off
   */
  public static Generation parse(String output, String errorOutput) {
    Map<String, String> timings = new HashMap<>();
    for (String line : TerminalText.lines(errorOutput)) {
      Matcher timing = TIMING.matcher(line);
      if (timing.matches()) {
        timings.put(timing.group(1), timing.group(2));
      }
    }
    if (!timings.containsKey("total duration")) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER, "the model's answer broke off before its end; try again");
    }
    return new Generation(
        answer(output),
        Fact.unknown("'ollama run' cannot set one"),
        duration(timings, "total duration"),
        duration(timings, "load duration"),
        count(timings, "prompt eval count"),
        duration(timings, "prompt eval duration"),
        count(timings, "eval count"),
        duration(timings, "eval duration"));
  }

  private static String answer(String output) {
    String text = output;
    int thought = text.startsWith(THINKING) ? text.indexOf(THOUGHT) : -1;
    if (thought >= 0) {
      text = text.substring(thought + THOUGHT.length());
    }
    return text.endsWith(END) ? text.substring(0, text.length() - END.length()) : text;
  }

  private static Fact<Duration> duration(Map<String, String> timings, String name) {
    Optional<Duration> value = Optional.ofNullable(timings.get(name)).flatMap(GoDuration::parse);
    return value.map(known -> Fact.known(known, COMMAND)).orElseGet(() -> notPrinted(name));
  }

  private static Fact<Integer> count(Map<String, String> timings, String name) {
    Matcher digits = Pattern.compile("(\\d{1,9}) .*").matcher(timings.getOrDefault(name, ""));
    return digits.matches()
        ? Fact.known(Integer.valueOf(digits.group(1)), COMMAND)
        : notPrinted(name);
  }

  private static <T> Fact<T> notPrinted(String name) {
    return Fact.unknown("'" + COMMAND + "' printed no " + name + ": it was 0 or not measured");
  }
}
