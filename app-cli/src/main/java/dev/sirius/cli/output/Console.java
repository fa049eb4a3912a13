package dev.sirius.cli.output;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where commands print: results on the one stream, all talk on the other. */
public final class Console {

  private static final String BOLD = "\u001B[1m";
  private static final String RESET = "\u001B[0m";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean outIsTerminal;
  private final boolean errIsTerminal;
  private final boolean colour;
  private final Optional<Consumer<Map<String, @Nullable Object>>> reader;

  /**
   * @param out for results
   * @param err for messages and progress
   * @param outIsTerminal whether results are seen on a terminal
   * @param errIsTerminal whether messages are seen on a terminal
   * @param environment for {@code NO_COLOR} and {@code TERM}
   */
  public Console(
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.outIsTerminal = outIsTerminal;
    this.errIsTerminal = errIsTerminal;
    this.colour =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
    this.reader = Optional.empty();
  }

  private Console(Console like, Consumer<Map<String, @Nullable Object>> reader) {
    this.out = like.out;
    this.err = like.err;
    this.outIsTerminal = like.outIsTerminal;
    this.errIsTerminal = like.errIsTerminal;
    this.colour = like.colour;
    this.reader = Optional.of(reader);
  }

  /** The same, but that JSON documents are given to somebody and not printed. */
  public Console handingDocumentsTo(Consumer<Map<String, @Nullable Object>> somebody) {
    return new Console(this, somebody);
  }

  /** Prints a line of the result. */
  public void line(String line) {
    out.println(printable(line));
  }

  /** Prints a line of the result whose beginning stands out on a terminal. */
  public void headline(String beginning, String rest) {
    boolean bold = outIsTerminal && colour;
    out.println((bold ? BOLD : "") + printable(beginning) + (bold ? RESET : "") + printable(rest));
  }

  /** Prints lines of the result. */
  public void lines(List<String> lines) {
    lines.forEach(this::line);
  }

  /** Prints a text of many lines as it is, without a line break of its own. */
  public void raw(String text) {
    out.print(outIsTerminal ? printable(text) : text);
    out.flush();
  }

  /** Prints a JSON document as the result. */
  public void json(Map<String, @Nullable Object> document) {
    reader.ifPresentOrElse(somebody -> somebody.accept(document), () -> raw(Json.text(document)));
  }

  /** Prints a message, not a result. */
  public void talk(String line) {
    err.println(printable(line));
    err.flush();
  }

  /** Shows how far a long operation is, on a terminal only. */
  public ProgressLine progress() {
    return new ProgressLine(err, errIsTerminal);
  }

  /** The stream for results, for what must be printed by others. */
  public PrintStream out() {
    return out;
  }

  /** The stream for messages, for what must be printed by others. */
  public PrintStream err() {
    return err;
  }

  /** Control characters of untrusted texts must not reach a terminal. */
  private static String printable(String line) {
    StringBuilder shown = new StringBuilder(line.length());
    line.codePoints()
        .map(
            point ->
                Character.isISOControl(point) && point != '\t' && point != '\n' ? '\uFFFD' : point)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }
}
