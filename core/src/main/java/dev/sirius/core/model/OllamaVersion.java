package dev.sirius.core.model;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Ollama. A release candidate ({@code 0.33.0-rc2}) counts as its release; {@code
 * 0.0.0} is a build from source that does not say.
 *
 * @param text as the server says it
 * @param major first number
 * @param minor second number
 * @param patch third number
 */
public record OllamaVersion(String text, int major, int minor, int patch)
    implements Comparable<OllamaVersion> {

  private static final Pattern TEXT =
      Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?:[-+].*)?");
  private static final Comparator<OllamaVersion> ORDER =
      Comparator.comparingInt(OllamaVersion::major)
          .thenComparingInt(OllamaVersion::minor)
          .thenComparingInt(OllamaVersion::patch);

  /**
   * Reads {@code 0.33.0}, {@code v0.5.7} or {@code 0.33.0-rc2}.
   *
   * @throws IllegalArgumentException when the text is no version
   */
  public static OllamaVersion parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text.strip() + "' is not a version of Ollama, such as 0.33.0");
    }
    String patch = matcher.group(3);
    return new OllamaVersion(
        text.strip(),
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        patch == null ? 0 : Integer.parseInt(patch));
  }

  /** Whether the version says anything: a build from source reports 0.0.0. */
  public boolean isStated() {
    return major != 0 || minor != 0 || patch != 0;
  }

  /** Whether this is that version or a later one; a build from source counts as the newest. */
  public boolean isAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
    return !isStated()
        || compareTo(new OllamaVersion("", wantedMajor, wantedMinor, wantedPatch)) >= 0;
  }

  @Override
  public int compareTo(OllamaVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text;
  }
}
