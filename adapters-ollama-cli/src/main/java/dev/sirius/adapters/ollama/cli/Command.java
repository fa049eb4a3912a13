package dev.sirius.adapters.ollama.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A command to run.
 *
 * @param program the program's path
 * @param arguments its arguments, each as it is
 * @param input what it gets to read; nothing when empty
 * @param directory where it runs; this process's own when empty
 * @param patience how long it may take, counted anew from each piece of news
 * @param listener is told each piece of what it writes
 */
record Command(
    Path program,
    List<String> arguments,
    String input,
    Optional<Path> directory,
    Duration patience,
    Listener listener) {

  /** A piece of what the program wrote. */
  record Piece(Stream stream, String text) {}

  /** Where the program wrote it. */
  enum Stream {
    OUTPUT,
    ERROR_OUTPUT
  }

  /** Hears what the program writes while it runs, on the thread that runs the command. */
  interface Listener {
    /** Takes a piece in, and says whether it was news: whether the program is getting on. */
    boolean isNews(Piece piece);
  }

  Command {
    arguments = List.copyOf(arguments);
  }

  /** The same command with something to read. */
  Command withInput(String newInput) {
    return new Command(program, arguments, newInput, directory, patience, listener);
  }

  /** The same command, with more patience or less. */
  Command within(Duration newPatience) {
    return new Command(program, arguments, input, directory, newPatience, listener);
  }

  /** The same command, run in a directory. */
  Command in(Path newDirectory) {
    return new Command(program, arguments, input, Optional.of(newDirectory), patience, listener);
  }

  /** The same command, heard by a listener; its patience begins anew with each piece of news. */
  Command heardBy(Listener newListener) {
    return new Command(program, arguments, input, directory, patience, newListener);
  }

  /** A command that answers in one go, within a time. */
  static Command withAnswerWithin(Duration time, Path program, List<String> arguments) {
    return new Command(program, arguments, "", Optional.empty(), time, piece -> false);
  }

  /** For messages: the program's name and its first argument. */
  String shortForm() {
    Path name = program.getFileName();
    return (name == null ? program : name) + (arguments.isEmpty() ? "" : " " + arguments.get(0));
  }

  /** The whole command on a line, as it could be typed. */
  String line() {
    StringBuilder line = new StringBuilder(quoted(program.toString()));
    arguments.forEach(argument -> line.append(' ').append(quoted(argument)));
    return line.toString();
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+,=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
