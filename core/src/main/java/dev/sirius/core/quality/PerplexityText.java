package dev.sirius.core.quality;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code llama-perplexity --kl-divergence} prints: llama.cpp v0.5.0, tools/perplexity. */
public final class PerplexityText {

  private static final String NUMBER = "(-?\\d{1,12}(?:\\.\\d{1,12})?)";
  private static final Pattern PIECES =
      Pattern.compile("kl_divergence: computing over (\\d{1,8}) chunks, n_ctx=(\\d{1,8}),");
  private static final Pattern TRUE = line("Mean PPL\\(base\\)\\s*:\\s*" + NUMBER);
  private static final Pattern OTHER = line("Mean PPL\\(Q\\)\\s*:\\s*" + NUMBER);
  private static final Pattern DIVERGENCE =
      line("Mean\\s+KLD:\\s*" + NUMBER + "\\s*(?:±|\\+/-)\\s*" + NUMBER);
  private static final Pattern SAME = line("Same top p:\\s*" + NUMBER);

  private PerplexityText() {}

  private static Pattern line(String start) {
    return Pattern.compile("(?m)^" + start);
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when a figure is missing or is none
   */
  public static Divergence parse(String text) {
    Matcher pieces = find(PIECES, text, "how many pieces were read");
    Matcher divergence = find(DIVERGENCE, text, "the divergence");
    return new Divergence(
        Integer.parseInt(pieces.group(1)),
        Integer.parseInt(pieces.group(2)),
        number(find(TRUE, text, "the true model's perplexity"), 1),
        number(find(OTHER, text, "the perplexity"), 1),
        number(divergence, 1),
        number(divergence, 2),
        number(find(SAME, text, "how often the likeliest token is the same"), 1) / 100);
  }

  private static Matcher find(Pattern pattern, String text, String what) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("it does not say " + what);
    }
    return matcher;
  }

  private static double number(Matcher matcher, int group) {
    return Double.parseDouble(matcher.group(group));
  }
}
