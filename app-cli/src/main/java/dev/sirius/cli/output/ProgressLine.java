package dev.sirius.cli.output;

import dev.sirius.core.model.Progress;
import dev.sirius.core.ollama.HumanText;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * One line on a terminal that shows the latest step of a long operation; nothing where there is no
 * terminal.
 */
public final class ProgressLine implements Consumer<Progress>, AutoCloseable {

  private static final int WIDTH = 79;

  /** A rate is shown after so many nanoseconds of a step: before, it would be chance. */
  private static final long TO_SETTLE = 2_000_000_000L;

  private final PrintStream err;
  private final boolean terminal;
  private boolean shown;
  private String step = "";
  private long startedAt;
  private long startedWith;

  ProgressLine(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public synchronized void accept(Progress progress) {
    if (!terminal) {
      return;
    }
    StringBuilder line = new StringBuilder(progress.status().replaceAll("\\p{Cntrl}", " "));
    if (progress.completedBytes().isPresent() && progress.totalBytes().isPresent()) {
      long done = progress.completedBytes().getAsLong();
      long total = progress.totalBytes().getAsLong();
      line.append("  ").append(HumanText.size(done)).append(" of ").append(HumanText.size(total));
      if (total > 0) {
        line.append("  ").append(Math.min(100, done * 100 / total)).append(" %");
        line.append(rate(progress.status(), done, total));
      }
    }
    err.print("\r" + (line.length() > WIDTH ? line.substring(0, WIDTH) : line) + "\u001B[K");
    err.flush();
    shown = true;
  }

  /** Bytes a second since the step was first told, and the time left at that rate. */
  private String rate(String status, long done, long total) {
    long now = System.nanoTime();
    if (!status.equals(step) || done < startedWith) {
      step = status;
      startedAt = now;
      startedWith = done;
    }
    return now - startedAt < TO_SETTLE
        ? ""
        : rate(done - startedWith, now - startedAt, total - done);
  }

  /**
   * A rate and the time left.
   *
   * @param bytes how many were done
   * @param nanos in which time
   * @param left how many are left
   */
  static String rate(long bytes, long nanos, long left) {
    long each = (long) (bytes / (nanos / 1e9));
    if (each <= 0) {
      return "";
    }
    long seconds = Math.max(0, left) / each;
    String time =
        seconds >= 3600
            ? seconds / 3600 + " h " + seconds % 3600 / 60 + " min"
            : seconds >= 60 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds + " s";
    return "  " + HumanText.size(each) + "/s  " + time + " left";
  }

  @Override
  public void close() {
    if (shown) {
      err.print("\r\u001B[K");
      err.flush();
    }
  }
}
