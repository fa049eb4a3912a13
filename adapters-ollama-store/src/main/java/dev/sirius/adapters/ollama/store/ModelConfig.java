package dev.sirius.adapters.ollama.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The configuration of a model: what Ollama keeps about it beside its parts. What Sirius does not
 * know in it stays as it is.
 */
final class ModelConfig {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode node;

  private ModelConfig(ObjectNode node) {
    this.node = node;
  }

  /** A configuration of a GGUF model of which nothing else is known. */
  static ModelConfig empty() {
    ObjectNode node = JSON.createObjectNode();
    node.put("model_format", "gguf");
    node.put("architecture", "amd64");
    node.put("os", "linux");
    return new ModelConfig(node);
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException when it is no JSON object
   */
  static ModelConfig parse(byte[] text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return new ModelConfig(object);
      }
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException("its configuration is not JSON", e);
    }
    throw new IllegalArgumentException("its configuration is not a JSON object");
  }

  /** A text of the configuration; empty when it is missing. */
  Optional<String> text(String key) {
    JsonNode value = node.path(key);
    return value.isTextual() && !value.asText().isEmpty()
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  Optional<String> fileType() {
    return text("file_type");
  }

  Optional<String> parameterSize() {
    return text("model_type");
  }

  Optional<String> family() {
    return text("model_family");
  }

  /** This configuration with one text set. */
  ModelConfig with(String key, String value) {
    ObjectNode copy = node.deepCopy();
    copy.put(key, value);
    return new ModelConfig(copy);
  }

  /** This configuration for weights of an architecture, size and quantization. */
  ModelConfig withWeights(String architecture, String parameterSize, String fileType) {
    ObjectNode copy = node.deepCopy();
    copy.put("model_format", "gguf");
    copy.put("model_family", architecture);
    ArrayNode families = copy.putArray("model_families");
    families.add(architecture);
    copy.put("model_type", parameterSize);
    copy.put("file_type", fileType);
    return new ModelConfig(copy);
  }

  /** The configuration as JSON with a line break, as Ollama writes it. */
  byte[] text() {
    try {
      return (JSON.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a JSON tree is always JSON", e);
    }
  }
}
