package dev.sirius.adapters.ollama.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The parts of a model that are JSON: its parameters and its messages. */
final class ParametersJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ParametersJson() {}

  /**
   * The parameters in a part, in the order of {@link ParameterName}; those that Sirius does not
   * know come last, by name.
   */
  static List<Parameter> parameters(byte[] text) {
    List<Parameter> parameters = new ArrayList<>();
    object(text)
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isArray()) {
                field.getValue().forEach(value -> parameters.add(parameter(field.getKey(), value)));
              } else {
                parameters.add(parameter(field.getKey(), field.getValue()));
              }
            });
    parameters.sort(Comparator.comparing(ParametersJson::rank).thenComparing(Parameter::name));
    return parameters;
  }

  private static int rank(Parameter parameter) {
    return ParameterName.of(parameter.name()).map(ParameterName::ordinal).orElse(Integer.MAX_VALUE);
  }

  private static Parameter parameter(String name, JsonNode value) {
    Optional<ParameterName> known = ParameterName.of(name);
    String text = value.isValueNode() ? value.asText() : value.toString();
    if (known.isEmpty()) {
      return new Parameter.Other(name, text);
    }
    try {
      String plain =
          known.get().kind() == ParameterName.Kind.WHOLE_NUMBER
              ? new BigDecimal(text).toBigIntegerExact().toString()
              : text;
      return known.get().parse(plain);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return new Parameter.Other(name, text);
    }
  }

  /**
   * The part with some parameters set: each replaces what was there, several {@code stop} all of
   * them; what is not mentioned stays.
   *
   * @param existing the part before; empty when there is none
   */
  static byte[] with(Optional<byte[]> existing, List<Parameter> changes) {
    ObjectNode node = existing.map(ParametersJson::object).orElseGet(JSON::createObjectNode);
    ArrayNode stops = JSON.createArrayNode();
    for (Parameter change : changes) {
      if (change instanceof Parameter.WholeNumber number) {
        node.put(number.name(), number.value());
      } else if (change instanceof Parameter.Fraction fraction) {
        node.put(fraction.name(), new BigDecimal(Float.toString(fraction.value())));
      } else if (change instanceof Parameter.Toggle toggle) {
        node.put(toggle.name(), toggle.value());
      } else if (change instanceof Parameter.Stop stop) {
        stops.add(stop.text());
        node.set(stop.name(), stops);
      } else if (change instanceof Parameter.Other other) {
        throw new IllegalArgumentException(
            "the parameter " + other.name() + " is not known, so it cannot be set");
      }
    }
    return line(node);
  }

  /** The messages in a part; those of a role that Sirius does not know are an error. */
  static List<Message> messages(byte[] text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (node == null || !node.isArray()) {
        throw new IllegalArgumentException("its messages are not a JSON array");
      }
      List<Message> messages = new ArrayList<>();
      for (JsonNode message : node) {
        String role = message.path("role").asText();
        messages.add(
            new Message(
                Message.Role.of(role)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "it has a message of role '" + role + "'")),
                message.path("content").asText()));
      }
      return messages;
    } catch (IOException e) {
      throw new IllegalArgumentException("its messages are not JSON", e);
    }
  }

  static byte[] text(List<Message> messages) {
    ArrayNode array = JSON.createArrayNode();
    for (Message message : messages) {
      ObjectNode node = array.addObject();
      node.put("role", message.role().word());
      node.put("content", message.content());
    }
    return line(array);
  }

  private static ObjectNode object(byte[] text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode node) {
        return node;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("its parameters are not JSON", e);
    }
    throw new IllegalArgumentException("its parameters are not a JSON object");
  }

  private static byte[] line(JsonNode node) {
    try {
      return (JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a JSON tree is always JSON", e);
    }
  }
}
