package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.family.LevelRecord;
import dev.sirius.core.family.ModelLevels;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Parameter;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows an installed model. */
@Command(name = "show", description = "Show an installed model.")
public final class ShowCommand implements Runnable {

  private final GlobalOptions options;
  private final Console console;
  private final Provider<ModelStore> store;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      converter = ModelNameConverter.class,
      description = "An installed model.")
  private ModelName model;

  @SuppressWarnings("NullAway.Init") // picocli sets the model before it runs
  public ShowCommand(GlobalOptions options, Console console, Provider<ModelStore> store) {
    this.options = options;
    this.console = console;
    this.store = store;
  }

  @Override
  public void run() {
    ModelDescription description = store.get().show(model);
    if (options.json()) {
      console.json(document(description));
    } else {
      print(description);
    }
  }

  private static Map<String, @Nullable Object> document(ModelDescription model) {
    ModelLevels levels = ModelLevels.of(model);
    return Json.object(
        "name", model.name().shortForm(),
        "architecture", text(model.architecture()),
        "parameterSize", text(model.parameterSize()),
        "quantization", text(model.quantization()),
        "contextLength", Json.valueOrNull(model.contextLength(), length -> length),
        "embeddingLength", Json.valueOrNull(model.embeddingLength(), length -> length),
        "capabilities", Json.valueOrNull(model.capabilities(), ShowCommand::sorted),
        "parameters",
            Json.valueOrNull(
                model.parameters(), list -> list.stream().map(ShowCommand::document).toList()),
        "template", text(model.template()),
        "system", text(model.system()),
        "license", text(model.license()),
        "messages",
            Json.valueOrNull(
                model.messages(), list -> list.stream().map(ShowCommand::document).toList()),
        "requires", text(model.requires()),
        "renderer", text(model.renderer()),
        "parser", text(model.parser()),
        "parts", Json.valueOrNull(model.parts(), ShowCommand::sorted),
        "levels", LevelsCommand.document(levels));
  }

  private static @Nullable Object text(Fact<String> fact) {
    return Json.valueOrNull(fact, text -> text);
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }

  private static Map<String, @Nullable Object> document(Message message) {
    return Json.object("role", message.role().word(), "content", message.content());
  }

  private static Map<String, @Nullable Object> document(Parameter parameter) {
    return Json.object("name", parameter.name(), "value", value(parameter));
  }

  private static Object value(Parameter parameter) {
    if (parameter instanceof Parameter.WholeNumber number) {
      return number.value();
    }
    if (parameter instanceof Parameter.Fraction fraction) {
      return fraction.value();
    }
    if (parameter instanceof Parameter.Toggle toggle) {
      return toggle.value();
    }
    if (parameter instanceof Parameter.Stop stop) {
      return stop.text();
    }
    return ((Parameter.Other) parameter).text();
  }

  private void print(ModelDescription model) {
    console.headline(model.name().shortForm(), "");
    Table table = new Table(2);
    add(table, "architecture", model.architecture());
    add(table, "parameters", model.parameterSize());
    add(table, "quantization", model.quantization());
    add(table, "context length", model.contextLength().map(String::valueOf));
    add(table, "embedding length", model.embeddingLength().map(String::valueOf));
    add(table, "capabilities", model.capabilities().map(set -> String.join(", ", sorted(set))));
    add(table, "parts", model.parts().map(set -> String.join(", ", sorted(set))));
    add(table, "renderer", model.renderer());
    add(table, "parser", model.parser());
    add(table, "requires", model.requires());
    List<Parameter> parameters = new ArrayList<>(model.parameters().toOptional().orElse(List.of()));
    parameters.sort(Comparator.comparing(Parameter::name));
    for (Parameter parameter : parameters) {
      table.row("parameter", parameter.name() + " " + oneLine(String.valueOf(value(parameter))));
    }
    add(table, "system", model.system().map(ShowCommand::oneLine));
    add(table, "template", model.template().map(ShowCommand::oneLine));
    add(table, "messages", model.messages().map(list -> list.isEmpty() ? "" : "" + list.size()));
    add(table, "license", model.license().map(ShowCommand::withoutLevels));
    ModelLevels.of(model)
        .recorded()
        .ifPresent(
            recorded -> {
              table.row("primary level", recorded.primary());
              for (LevelRecord.NestedLevel nested : recorded.nested()) {
                table.row("nested level", nested.type() + "  threshold " + nested.threshold());
              }
            });
    console.lines(table.lines());
  }

  private static void add(Table table, String name, Fact<String> fact) {
    fact.toOptional().filter(text -> !text.isEmpty()).ifPresent(text -> table.row(name, text));
  }

  /** The lines that record levels are shown apart. */
  private static String withoutLevels(String license) {
    return oneLine(
        license
            .lines()
            .filter(line -> !line.startsWith("QUANTIZE"))
            .collect(Collectors.joining("\n")));
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s*\\R\\s*", " / ");
    return line.length() > 240 ? line.substring(0, 240) + "…" : line;
  }
}
