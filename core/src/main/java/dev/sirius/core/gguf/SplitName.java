package dev.sirius.core.gguf;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one part of a split model: {@code llama-00001-of-00003.gguf}.
 *
 * @param prefix what all parts' names begin with
 * @param number the part's number, from 1
 * @param count number of parts
 */
public record SplitName(String prefix, int number, int count) {

  private static final Pattern NAME =
      Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf", Pattern.DOTALL);

  public SplitName {
    if (number < 1 || number > count) {
      throw new IllegalArgumentException(
          "part " + number + " of " + count + "; 1 to " + count + " is allowed");
    }
  }

  /** Reads a file's name; empty when it is not that of a part. */
  public static Optional<SplitName> of(String fileName) {
    Matcher matcher = NAME.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(matcher.group(2));
    int count = Integer.parseInt(matcher.group(3));
    return number < 1 || number > count
        ? Optional.empty()
        : Optional.of(new SplitName(matcher.group(1), number, count));
  }

  /** The name of another part of the same model. */
  public SplitName part(int other) {
    return new SplitName(prefix, other, count);
  }

  /** The file's name. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", prefix, number, count);
  }
}
