package dev.sirius.cli.command;

import dev.sirius.cli.output.Console;
import dev.sirius.cli.output.Json;
import dev.sirius.cli.output.Table;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.size.ByteSize;
import dev.sirius.core.text.SafeText;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.KnownModel;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a model is made of. */
@Command(name = "inspect", description = "Show what a model is made of: a file, or one by name.")
public final class InspectCommand implements Runnable {

  /** Characters of a value that are shown to people. */
  private static final int LONGEST = 160;

  /** Elements of an array that are shown to people. */
  private static final int MOST_ELEMENTS = 8;

  private final GlobalOptions options;
  private final Console console;
  private final Provider<FindModel> find;

  @Parameters(
      index = "0",
      paramLabel = "FILE|MODEL",
      description = "A path to a GGUF file, an installed model, or one of the catalogue.")
  private String model = "";

  @Option(names = "--tensors", description = "List every tensor.")
  private boolean tensors;

  public InspectCommand(GlobalOptions options, Console console, Provider<FindModel> find) {
    this.options = options;
    this.console = console;
    this.find = find;
  }

  @Override
  public void run() {
    KnownModel known = find.get().find(model);
    if (options.json()) {
      console.json(document(known));
    } else {
      print(known);
    }
  }

  private void print(KnownModel known) {
    ModelFacts facts = known.facts();
    console.headline(known.label(), "  " + known.origin().text());
    Table table = new Table(2);
    table.row("architecture", SafeText.oneLine(facts.architecture(), LONGEST));
    table.row(
        "parameters",
        PlanReport.count(facts.parameterCount()) + " in " + facts.tensors().size() + " tensors");
    table.row("type", known.type().map(QuantizationType::label).orElse("not told"));
    if (known.origin() instanceof KnownModel.Origin.File file) {
      table.row("on disk", new ByteSize(file.bytes()) + ", " + file.bytes() + " bytes");
    }
    if (!(known.origin() instanceof KnownModel.Origin.Catalogue)) {
      table.row("tensor data", types(facts));
    }
    OptionalLong vocabulary = facts.vocabularySize();
    if (vocabulary.isPresent()) {
      table.row("vocabulary", vocabulary.getAsLong() + " tokens");
    }
    console.lines(table.lines());
    console.line("");
    Table keys = new Table(2);
    facts
        .metadata()
        .entries()
        .forEach((key, value) -> keys.row(SafeText.oneLine(key, LONGEST), text(value)));
    console.lines(keys.lines());
    if (tensors) {
      console.line("");
      Table list = new Table(2);
      for (TensorInfo tensor : facts.tensors()) {
        list.row(
            SafeText.oneLine(tensor.name(), LONGEST),
            tensor.type().label(),
            tensor.dimensions().stream().map(String::valueOf).collect(Collectors.joining(" x ")));
      }
      console.lines(list.lines());
    }
  }

  /** Bytes of the tensors by type, most first. */
  private static String types(ModelFacts facts) {
    return bytesByType(facts).entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(entry -> entry.getKey() + " " + new ByteSize(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Long> bytesByType(ModelFacts facts) {
    Map<String, Long> bytes = new TreeMap<>();
    for (TensorInfo tensor : facts.tensors()) {
      bytes.merge(tensor.type().label(), tensor.bytes(), Math::addExact);
    }
    return bytes;
  }

  private static String text(GgufValue value) {
    if (value instanceof GgufValue.Text text) {
      return SafeText.oneLine(text.value(), LONGEST);
    }
    if (value instanceof GgufValue.Elements list) {
      String shown =
          list.elements().stream()
              .limit(MOST_ELEMENTS)
              .map(InspectCommand::text)
              .collect(Collectors.joining(", "));
      return SafeText.oneLine(shown, LONGEST)
          + (list.count() > MOST_ELEMENTS ? ", … (" + list.count() + " in all)" : "");
    }
    if (value instanceof GgufValue.Sequence sequence) {
      return sequence.count() + " elements of type " + word(sequence);
    }
    return String.valueOf(plain(value));
  }

  private static String word(GgufValue.Sequence sequence) {
    return sequence.elementType().name().toLowerCase(Locale.ROOT);
  }

  private static Object plain(GgufValue value) {
    if (value instanceof GgufValue.Whole whole) {
      return whole.value();
    }
    if (value instanceof GgufValue.Float32 number) {
      return Float.isFinite(number.value()) ? number.value() : String.valueOf(number.value());
    }
    if (value instanceof GgufValue.Float64 number) {
      return Double.isFinite(number.value()) ? number.value() : String.valueOf(number.value());
    }
    if (value instanceof GgufValue.Flag flag) {
      return flag.value();
    }
    return ((GgufValue.Text) value).value();
  }

  private Map<String, @Nullable Object> document(KnownModel known) {
    ModelFacts facts = known.facts();
    Map<String, @Nullable Object> metadata = Json.object();
    facts.metadata().entries().forEach((key, value) -> metadata.put(key, document(value)));
    Map<String, @Nullable Object> document =
        Json.object(
            "model", known.label(),
            "origin", known.origin().code(),
            "architecture", facts.architecture(),
            "type", known.type().map(QuantizationType::label).orElse(null),
            "parameters", facts.parameterCount(),
            "bytesOnDisk",
                known.origin() instanceof KnownModel.Origin.File file ? file.bytes() : null,
            "tensorBytesByType", bytesByType(facts),
            "metadata", metadata);
    document.put("tensors", facts.tensors().stream().map(InspectCommand::document).toList());
    return document;
  }

  private static Map<String, @Nullable Object> document(TensorInfo tensor) {
    return Json.object(
        "name", tensor.name(),
        "type", tensor.type().label(),
        "dimensions", tensor.dimensions());
  }

  /** A value; an array that was left unread as its number of elements. */
  private static Object document(GgufValue value) {
    if (value instanceof GgufValue.Elements list) {
      List<Object> elements = list.elements().stream().map(InspectCommand::plain).toList();
      return elements;
    }
    if (value instanceof GgufValue.Sequence sequence) {
      return Json.object("count", sequence.count(), "elementType", word(sequence));
    }
    return plain(value);
  }
}
