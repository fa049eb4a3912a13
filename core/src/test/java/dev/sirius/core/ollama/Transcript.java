package dev.sirius.core.ollama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a real {@code ollama} was asked and answered, command by command, as a text that people can
 * read and version control can compare.
 *
 * <p>A line begins with what it is: {@code #} a comment, {@code $} the arguments, {@code in} what
 * was written to the program's input, {@code file} the Modelfile that it was given, {@code out} and
 * {@code err} what it wrote, {@code exit} its exit code, which ends a command. Control characters
 * and the blanks at ends are escaped: {@code \n \r \t \e \s \\ \}{@code u001c}.
 */
public final class Transcript {

  /**
   * One command.
   *
   * @param arguments its arguments
   * @param input what was written to its input
   * @param modelfile the Modelfile that it was given; empty for none
   * @param output what it wrote to its output
   * @param errorOutput what it wrote to its error output
   * @param exitCode its exit code
   */
  public record Exchange(
      List<String> arguments,
      String input,
      String modelfile,
      String output,
      String errorOutput,
      int exitCode) {
    public Exchange {
      arguments = List.copyOf(arguments);
    }

    String line() {
      return String.join(" ", arguments);
    }
  }

  private final List<Exchange> exchanges;

  private Transcript(List<Exchange> exchanges) {
    this.exchanges = exchanges;
  }

  public List<Exchange> exchanges() {
    return exchanges;
  }

  /** The first exchange of these arguments, written with blanks between. */
  public Exchange of(String arguments) {
    return exchanges.stream()
        .filter(exchange -> exchange.line().equals(arguments))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no '" + arguments + "' in the transcript"));
  }

  /** Reads a text; without streams and lambdas, for a program that starts for each command. */
  public static Transcript parse(String text) {
    List<Exchange> exchanges = new ArrayList<>();
    List<String> arguments = List.of();
    StringBuilder input = new StringBuilder();
    StringBuilder modelfile = new StringBuilder();
    StringBuilder output = new StringBuilder();
    StringBuilder errorOutput = new StringBuilder();
    for (String line : text.split("\n")) {
      String[] parts = line.split(" ", 2);
      String rest = parts.length < 2 ? "" : parts[1];
      switch (parts[0]) {
        case "$" -> {
          arguments = words(rest);
          input.setLength(0);
          modelfile.setLength(0);
          output.setLength(0);
          errorOutput.setLength(0);
        }
        case "in" -> input.append(unescaped(rest));
        case "file" -> modelfile.append(unescaped(rest));
        case "out" -> output.append(unescaped(rest));
        case "err" -> errorOutput.append(unescaped(rest));
        case "exit" ->
            exchanges.add(
                new Exchange(
                    arguments,
                    input.toString(),
                    modelfile.toString(),
                    output.toString(),
                    errorOutput.toString(),
                    Integer.parseInt(rest)));
        default -> {
          if (!line.isEmpty() && !line.startsWith("#")) {
            throw new IllegalArgumentException("no line of a transcript: " + line);
          }
        }
      }
    }
    return new Transcript(exchanges);
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ")) {
      words.add(unescaped(word));
    }
    return words;
  }

  public static Transcript read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a transcript of this module's test resources. */
  static Transcript resource(String name) {
    try (var stream = Transcript.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalArgumentException("no transcript " + name);
      }
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a command to a file; begins the file with a comment where it is new. */
  public static void append(Path file, String comment, Exchange exchange) throws IOException {
    StringBuilder text = new StringBuilder();
    if (!Files.exists(file)) {
      text.append("# ").append(comment).append('\n');
    }
    text.append('\n')
        .append(
            exchange.arguments().stream()
                .map(argument -> escaped(argument).replace(" ", "\\s"))
                .collect(Collectors.joining(" ", "$ ", "\n")));
    lines(text, "in", exchange.input());
    lines(text, "file", exchange.modelfile());
    lines(text, "out", exchange.output());
    lines(text, "err", exchange.errorOutput());
    text.append("exit ").append(exchange.exitCode()).append('\n');
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void lines(StringBuilder text, String kind, String content) {
    if (!content.isEmpty()) {
      for (String line : content.split("(?<=\n)")) {
        text.append(kind).append(' ').append(escaped(line)).append('\n');
      }
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '\\' -> escaped.append("\\\\");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        case '\u001B' -> escaped.append("\\e");
        default -> {
          if (Character.isISOControl(character) || character == '\uFFFD') {
            escaped.append(String.format("\\u%04x", (int) character));
          } else {
            escaped.append(character);
          }
        }
      }
    }
    String line = escaped.toString();
    return line.endsWith(" ") ? line.substring(0, line.length() - 1) + "\\s" : line;
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char character = text.charAt(i++);
      if (character != '\\') {
        plain.append(character);
        continue;
      }
      char escape = text.charAt(i++);
      switch (escape) {
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case 'e' -> plain.append('\u001B');
        case 's' -> plain.append(' ');
        case 'u' -> {
          plain.append((char) Integer.parseInt(text.substring(i, i + 4), 16));
          i += 4;
        }
        default -> plain.append(escape);
      }
    }
    return plain.toString();
  }
}
