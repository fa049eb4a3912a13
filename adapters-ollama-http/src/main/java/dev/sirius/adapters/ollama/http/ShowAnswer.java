package dev.sirius.adapters.ollama.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.MetadataValue;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TensorDescription;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.ollama.ParametersText;
import dev.sirius.core.ollama.PrintedModelfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What {@code /api/show} answers, read. */
final class ShowAnswer {

  private static final String SOURCE = "/api/show";

  private final JsonNode answer;

  ShowAnswer(JsonNode answer) {
    this.answer = answer;
  }

  ModelDescription describe(ModelName name) {
    JsonNode details = answer.path("details");
    JsonNode info = answer.path("model_info");
    String template = answer.path("template").asText("");
    String system = answer.path("system").asText("");
    String modelfile = answer.path("modelfile").asText("");
    PrintedModelfile printed = PrintedModelfile.parse(modelfile, template, system);
    Fact<String> architecture =
        HttpOllama.text(info.path("general.architecture"), SOURCE)
            .orElse(HttpOllama.text(details.path("family"), SOURCE));
    return new ModelDescription(
        name,
        architecture,
        HttpOllama.text(details.path("parameter_size"), SOURCE),
        HttpOllama.text(details.path("quantization_level"), SOURCE),
        hyperParameter(info, architecture, "context_length"),
        hyperParameter(info, architecture, "embedding_length"),
        capabilities(),
        Fact.known(ParametersText.parse(answer.path("parameters").asText("")), SOURCE),
        Fact.known(template, SOURCE),
        Fact.known(system, SOURCE),
        Fact.known(license(), SOURCE),
        messages(),
        Fact.known(answer.path("requires").asText(""), SOURCE),
        printed.renderer(),
        printed.parser(),
        Fact.known(parts(printed), SOURCE),
        modelfile.isEmpty()
            ? Fact.unknown("the server prints no Modelfile")
            : Fact.known(modelfile, SOURCE),
        info.isObject() && !info.isEmpty()
            ? Fact.known(metadata(info), SOURCE)
            : Fact.unknown("the server tells it from 0.1.45 on"),
        tensors());
  }

  private Fact<Long> hyperParameter(JsonNode info, Fact<String> architecture, String key) {
    return architecture.fold(
        (known, source) -> {
          JsonNode value = info.path(known + "." + key);
          return value.canConvertToLong() && value.isNumber()
              ? Fact.known(value.asLong(), SOURCE)
              : Fact.unknown("the model's metadata states no " + key);
        },
        Fact::unknown);
  }

  private Fact<Set<String>> capabilities() {
    JsonNode array = answer.path("capabilities");
    if (!array.isArray()) {
      return Fact.unknown("the server tells them from 0.6.4 on");
    }
    Set<String> names = new TreeSet<>();
    array.forEach(name -> names.add(name.asText()));
    return Fact.known(names, SOURCE);
  }

  /** Licences come as one text, or as a list from some versions. */
  private String license() {
    JsonNode license = answer.path("license");
    if (!license.isArray()) {
      return license.asText("");
    }
    List<String> texts = new ArrayList<>();
    license.forEach(text -> texts.add(text.asText()));
    return String.join("\n", texts);
  }

  private Fact<List<Message>> messages() {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : answer.path("messages")) {
      Optional<Message.Role> role = Message.Role.of(message.path("role").asText());
      if (role.isEmpty()) {
        return Fact.unknown(
            "the model has a message of a role that no Modelfile carries: "
                + message.path("role").asText());
      }
      messages.add(new Message(role.get(), message.path("content").asText()));
    }
    return Fact.known(messages, SOURCE);
  }

  private Set<String> parts(PrintedModelfile printed) {
    Set<String> parts = new TreeSet<>(printed.parts());
    if (answer.path("projector_info").isObject() && !answer.path("projector_info").isEmpty()) {
      parts.add("projector");
    }
    return parts;
  }

  private static Map<String, MetadataValue> metadata(JsonNode info) {
    Map<String, MetadataValue> metadata = new LinkedHashMap<>();
    info.properties().forEach(field -> metadata.put(field.getKey(), value(field.getValue())));
    return metadata;
  }

  private static MetadataValue value(JsonNode node) {
    if (node.isTextual()) {
      return new MetadataValue.Text(node.asText());
    }
    if (node.isNumber()) {
      return new MetadataValue.Numeric(node.decimalValue());
    }
    if (node.isBoolean()) {
      return new MetadataValue.Flag(node.asBoolean());
    }
    if (node.isArray()) {
      List<MetadataValue> values = new ArrayList<>(node.size());
      node.forEach(element -> values.add(value(element)));
      return new MetadataValue.Sequence(values);
    }
    return node instanceof POJONode passedOver
            && passedOver.getPojo() instanceof MetadataValue.Withheld withheld
        ? withheld
        : new MetadataValue.Withheld("the server does not tell it");
  }

  private Fact<List<TensorDescription>> tensors() {
    JsonNode array = answer.path("tensors");
    if (!array.isArray()) {
      return Fact.unknown("the server tells them from 0.6.1 on");
    }
    List<TensorDescription> tensors = new ArrayList<>(array.size());
    for (JsonNode tensor : array) {
      List<Long> shape = new ArrayList<>();
      tensor.path("shape").forEach(dimension -> shape.add(dimension.asLong()));
      tensors.add(
          new TensorDescription(tensor.path("name").asText(), tensor.path("type").asText(), shape));
    }
    return Fact.known(tensors, SOURCE);
  }
}
