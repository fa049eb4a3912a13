package dev.sirius.core.ollama;

import dev.sirius.core.model.Progress;
import dev.sirius.core.size.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the progress that {@code ollama create} and {@code ollama pull} paint, piece by piece.
 *
 * <p>Ten times a second the program paints all its lines anew, each a step: a text with a turning
 * wheel, or a bar such as {@code pulling 6a0746a1ec1a 42% ▕███ ▏ 1.2 GB/6.4 GB 120 MB/s 1m2s}. Each
 * step is told once, and again when its figures have changed. The bytes are as exact as they are
 * printed: 1000-based, cut off to two or three digits.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ProgressText {

  private static final int LONGEST_LINE = 4096;
  private static final int MOST_STEPS = 4096;

  /** The wheel is a braille character (progress/spinner.go of ollama/ollama). */
  private static final Pattern WHEEL = Pattern.compile("\\s*[\\u2800-\\u28FF]$");

  private static final String SIZE = "(\\d+(?:\\.\\d+)? [KMGT]?B)";

  /** Message, percentage, bar, and {@code done/all}, or {@code all} alone when it is finished. */
  private static final Pattern BAR =
      Pattern.compile("(.*?)\\s*\\d{1,3}% ▕.*▏\\s*(?:" + SIZE + "/\\s*)?" + SIZE + "(?:\\s.*)?");

  private final Map<String, Progress> told =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Progress> eldest) {
          return size() > MOST_STEPS;
        }
      };
  private String unfinished = "";

  /**
   * Takes the next piece of what the program wrote, cut anywhere.
   *
   * @return the steps that are new or have moved on, in order
   */
  public List<Progress> feed(String piece) {
    String text = unfinished + piece;
    int end = endOfFinishedLines(text);
    unfinished = text.substring(end);
    if (unfinished.length() > LONGEST_LINE) {
      unfinished = "";
    }
    return news(text.substring(0, end));
  }

  /** The steps in what was left without an end. */
  public List<Progress> finish() {
    String rest = unfinished;
    unfinished = "";
    return news(rest);
  }

  /** A line ends at a line break or where an escape begins; that escape belongs to the rest. */
  private static int endOfFinishedLines(String text) {
    return Math.max(text.lastIndexOf('\n') + 1, Math.max(text.lastIndexOf('\u001B'), 0));
  }

  private List<Progress> news(String text) {
    List<Progress> news = new ArrayList<>();
    for (String line : TerminalText.lines(text)) {
      boolean step = !line.startsWith("Error: ") && line.length() <= LONGEST_LINE;
      if (step) {
        Progress progress = step(line);
        boolean isNew = !progress.status().isEmpty();
        if (isNew && !progress.equals(told.put(progress.status(), progress))) {
          news.add(progress);
        }
      }
    }
    return news;
  }

  private static Progress step(String line) {
    Matcher bar = BAR.matcher(line);
    if (!bar.matches()) {
      return Progress.of(WHEEL.matcher(line).replaceFirst(""));
    }
    String status = bar.group(1).replaceFirst("(?:\\.\\.\\.|:)$", "");
    long total = ByteSize.parse(bar.group(3)).bytes();
    long completed = bar.group(2) == null ? total : ByteSize.parse(bar.group(2)).bytes();
    return Progress.of(status, completed, total);
  }
}
