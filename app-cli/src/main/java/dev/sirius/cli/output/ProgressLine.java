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

  private final PrintStream err;
  private final boolean terminal;
  private boolean shown;

  ProgressLine(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void accept(Progress progress) {
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
      }
    }
    err.print("\r" + (line.length() > WIDTH ? line.substring(0, WIDTH) : line) + "\u001B[K");
    err.flush();
    shown = true;
  }

  @Override
  public void close() {
    if (shown) {
      err.print("\r\u001B[K");
      err.flush();
    }
  }
}
