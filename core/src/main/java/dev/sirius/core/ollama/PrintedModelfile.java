package dev.sirius.core.ollama;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.ModelfileException;
import dev.sirius.core.modelfile.ModelfileParser;
import dev.sirius.core.modelfile.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The Modelfile that {@code ollama show --modelfile} prints, and what can be learnt from it for
 * certain.
 *
 * <p>Ollama does not quote every text so that it could be read back. It prints, in this order:
 * {@code FROM}, {@code ADAPTER}, {@code DRAFT}, {@code FROM} for projectors, {@code TEMPLATE},
 * {@code SYSTEM}, {@code RENDERER}, {@code PARSER}, {@code PARAMETER}, {@code LICENSE}, {@code
 * MESSAGE} (server/images.go of ollama/ollama). Template and system prompt are known exactly from
 * elsewhere, so they can be passed over wherever they stand; what follows is read only where it can
 * mean but one thing.
 */
public final class PrintedModelfile {

  private static final String SOURCE = "ollama show --modelfile";
  private static final String UNCLEAR =
      "the Modelfile that Ollama prints for this model can be read in several ways";

  /** What lines begin with before the texts; paths hold no line breaks. */
  private static final List<String> HEAD = List.of("#", "FROM ", "ADAPTER ", "DRAFT ", "\n");

  /** What the line after the texts begins with. */
  private static final List<String> REST =
      List.of("RENDERER ", "PARSER ", "PARAMETER ", "LICENSE ", "MESSAGE ");

  private final List<String> head;
  private final Fact<String> rest;

  private PrintedModelfile(List<String> head, Fact<String> rest) {
    this.head = head;
    this.rest = rest;
  }

  /**
   * Takes a printed Modelfile apart.
   *
   * @param text as printed
   * @param template the model's template, exactly
   * @param system the model's system prompt, exactly
   */
  public static PrintedModelfile parse(String text, String template, String system) {
    List<String> head = new ArrayList<>();
    String rest = text;
    while (startsWithOneOf(HEAD, rest)) {
      int end = rest.indexOf('\n');
      String line = end < 0 ? rest : rest.substring(0, end);
      if (!line.startsWith("#")) {
        head.add(line);
      }
      rest = end < 0 ? "" : rest.substring(end + 1);
    }
    String printedTemplate = "TEMPLATE " + quoted(template) + "\n";
    if (rest.startsWith(printedTemplate)) {
      rest = rest.substring(printedTemplate.length());
    }
    String printedSystem = "SYSTEM " + quoted(system) + "\n";
    if (!system.isEmpty() && rest.startsWith(printedSystem)) {
      rest = rest.substring(printedSystem.length());
    }
    boolean passed = rest.isBlank() || startsWithOneOf(REST, rest);
    return new PrintedModelfile(head, passed ? Fact.known(rest, SOURCE) : Fact.unknown(UNCLEAR));
  }

  /**
   * What the model consists of beside its weights: {@code projector}, {@code adapter}, {@code
   * draft}.
   */
  public Set<String> parts() {
    Set<String> parts = new TreeSet<>();
    if (head.stream().filter(line -> line.startsWith("FROM ")).count() > 1) {
      parts.add("projector");
    }
    if (head.stream().anyMatch(line -> line.startsWith("ADAPTER "))) {
      parts.add("adapter");
    }
    if (head.stream().anyMatch(line -> line.startsWith("DRAFT "))) {
      parts.add("draft");
    }
    return parts;
  }

  /** What the weights are from, as the first FROM line says it; empty when there is none. */
  public Optional<String> weights() {
    return values("FROM ").findFirst();
  }

  /** The instructions that name the files of {@link #parts()}, in order. */
  public List<Instruction> partFiles() {
    return Stream.of(
            values("ADAPTER ").map(Instruction.Adapter::new),
            values("DRAFT ").map(Instruction.Draft::new),
            values("FROM ").skip(1).map(Instruction.From::new))
        .<Instruction>flatMap(files -> files)
        .toList();
  }

  private Stream<String> values(String instruction) {
    return head.stream()
        .filter(line -> line.startsWith(instruction))
        .map(line -> line.substring(instruction.length()).strip())
        .filter(value -> !value.isEmpty());
  }

  /** The built-in prompt renderer; empty when there is none. */
  public Fact<String> renderer() {
    return rest.map(text -> word(text, "RENDERER "));
  }

  /** The built-in answer parser; empty when there is none. */
  public Fact<String> parser() {
    return rest.map(text -> word(text, "PARSER "));
  }

  /** The value of an instruction among the first lines, which hold renderer and parser. */
  private static String word(String text, String instruction) {
    return text.lines()
        .takeWhile(line -> line.startsWith("RENDERER ") || line.startsWith("PARSER "))
        .filter(line -> line.startsWith(instruction))
        .map(line -> line.substring(instruction.length()))
        .findFirst()
        .orElse("");
  }

  /**
   * The conversation that the model starts with. Unknown when a licence or a stop text has a line
   * that looks like a message, or when a message was printed so that it could be another one.
   *
   * @param license all licences, exactly
   * @param parameters the model's parameters
   */
  public Fact<List<Message>> messages(String license, List<Parameter> parameters) {
    boolean misleading =
        Stream.concat(
                Stream.of(license),
                parameters.stream()
                    .filter(Parameter.Stop.class::isInstance)
                    .map(stop -> ((Parameter.Stop) stop).text()))
            .anyMatch(text -> ("\n" + text).contains("\nMESSAGE "));
    Fact<String> printed = misleading ? Fact.unknown(UNCLEAR) : rest;
    return printed.fold((text, source) -> read(fromFirstMessage("\n" + text)), Fact::unknown);
  }

  private static String fromFirstMessage(String text) {
    int start = text.indexOf("\nMESSAGE ");
    return start < 0 ? "" : text.substring(start);
  }

  /** Messages, when what is printed can have come from no others. */
  private static Fact<List<Message>> read(String printed) {
    try {
      Modelfile modelfile = new ModelfileParser().parse("FROM none" + printed);
      List<Message> messages = new ArrayList<>();
      StringBuilder again = new StringBuilder();
      for (Instruction instruction : modelfile.instructions()) {
        if (instruction instanceof Instruction.Say say) {
          messages.add(say.message());
          String content = quoted(say.message().content());
          if (content.startsWith("\"") && !content.contains("\n")) {
            return Fact.unknown(UNCLEAR);
          }
          again
              .append("\nMESSAGE ")
              .append(say.message().role().word())
              .append(' ')
              .append(content);
        }
      }
      return again.toString().equals(printed.replaceFirst("\\n*$", ""))
          ? Fact.known(messages, SOURCE)
          : Fact.unknown(UNCLEAR);
    } catch (ModelfileException e) {
      return Fact.unknown(UNCLEAR);
    }
  }

  private static boolean startsWithOneOf(List<String> beginnings, String text) {
    return beginnings.stream().anyMatch(text::startsWith);
  }

  /** How Ollama quotes a text when it prints a Modelfile (parser/parser.go, quote). */
  private static String quoted(String text) {
    boolean bare = !text.contains("\n") && !text.startsWith(" ") && !text.endsWith(" ");
    if (bare) {
      return text;
    }
    String quotes = text.contains("\"") ? "\"\"\"" : "\"";
    return quotes + text + quotes;
  }
}
