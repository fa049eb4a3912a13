package dev.sirius.core.weights;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.ModelfileException;
import dev.sirius.core.modelfile.ModelfileParser;
import dev.sirius.core.ollama.PrintedModelfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a model made from new weights must be given so that it equals its source in everything else:
 * Ollama passes nothing of a model on to another that is made from files.
 */
public final class CarriedOver {

  /** The template that Ollama shows for a model that has none. */
  private static final String NO_TEMPLATE = "{{ .Prompt }}";

  /**
   * What could be carried over, or what stands in the way.
   *
   * @param instructions the source's parts as instructions, without weights, licences last
   * @param missing what the source has, or may have, that cannot be read back, a name and reason
   *     each; empty when everything is carried
   */
  public record Result(List<Instruction> instructions, List<String> missing) {
    public Result {
      instructions = List.copyOf(instructions);
      missing = List.copyOf(missing);
    }
  }

  private final ModelDescription source;
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  private CarriedOver(ModelDescription source) {
    this.source = source;
  }

  /** All that a model carries beside its weights. */
  public static Result of(ModelDescription source) {
    CarriedOver carried = new CarriedOver(source);
    carried.collect();
    return new Result(carried.instructions, carried.missing);
  }

  private void collect() {
    files();
    text("template", source.template(), this::template);
    text("system prompt", source.system(), text -> add(new Instruction.SystemPrompt(text)));
    text("renderer", source.renderer(), text -> add(new Instruction.Renderer(text)));
    text("parser", source.parser(), text -> add(new Instruction.Parser(text)));
    text("required version", source.requires(), text -> add(new Instruction.Requires(text)));
    known("parameters", source.parameters())
        .forEach(parameter -> add(new Instruction.Set(parameter)));
    known("messages", source.messages()).forEach(message -> add(new Instruction.Say(message)));
    text("licence", source.license(), text -> add(new Instruction.License(text)));
  }

  /** Projector, adapter and draft are files; the Modelfile that Ollama prints names them. */
  private void files() {
    if (!source.parts().isKnown()) {
      missing.add("projector, adapter and draft: " + source.parts().origin());
      return;
    }
    Set<String> parts = source.parts().toOptional().orElse(Set.of());
    if (parts.isEmpty()) {
      return;
    }
    Optional<String> printed = source.modelfile().toOptional();
    if (printed.isEmpty()) {
      missing.add(String.join(", ", parts) + ": " + source.modelfile().origin());
      return;
    }
    PrintedModelfile modelfile = PrintedModelfile.parse(printed.get(), "", "");
    for (String part : parts) {
      if (!modelfile.parts().contains(part)) {
        missing.add(part + ": the Modelfile that Ollama prints does not name its file");
      }
    }
    long adapters = modelfile.partFiles().stream().filter(CarriedOver::isAdapter).count();
    if (adapters > 1) {
      missing.add("adapter: it has " + adapters + ", and Ollama takes one from a Modelfile");
    }
    modelfile.partFiles().forEach(this::add);
  }

  private static boolean isAdapter(Instruction instruction) {
    return instruction instanceof Instruction.Adapter;
  }

  /**
   * Where a model has no template of its own, Ollama shows the chat template of its weights, or
   * {@code {{ .Prompt }}}; the new weights bring the former along, and the latter is no template.
   */
  private void template(String shown) {
    String own =
        printed()
            .map(
                modelfile ->
                    modelfile
                        .last(Instruction.Template.class)
                        .map(Instruction.Template::text)
                        .orElse(NO_TEMPLATE))
            .orElse(shown);
    if (own.strip().equals(NO_TEMPLATE) || shown.strip().equals(NO_TEMPLATE)) {
      return;
    }
    boolean sameText = own.strip().equals(shown.strip());
    add(new Instruction.Template(sameText ? shown : own));
  }

  /** The Modelfile that Ollama prints of the source; empty when there is none that can be read. */
  private Optional<Modelfile> printed() {
    return source.modelfile().toOptional().flatMap(CarriedOver::parsed);
  }

  private static Optional<Modelfile> parsed(String text) {
    try {
      return Optional.of(new ModelfileParser().parse(text));
    } catch (ModelfileException e) {
      return Optional.empty();
    }
  }

  private void text(String what, Fact<String> fact, Consumer<String> whenPresent) {
    if (!fact.isKnown()) {
      missing.add(what + ": " + fact.origin());
    }
    fact.toOptional().filter(text -> !text.isEmpty()).ifPresent(whenPresent);
  }

  private <T> List<T> known(String what, Fact<List<T>> fact) {
    if (!fact.isKnown()) {
      missing.add(what + ": " + fact.origin());
    }
    return fact.toOptional().orElse(List.of());
  }

  private void add(Instruction instruction) {
    instructions.add(instruction);
  }
}
