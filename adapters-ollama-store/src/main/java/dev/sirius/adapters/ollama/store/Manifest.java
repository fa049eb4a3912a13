package dev.sirius.adapters.ollama.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The list of a model's parts, as Ollama keeps it in a file of the model's name.
 *
 * @param config the part that describes the model
 * @param layers the other parts, in order
 */
record Manifest(Layer config, List<Layer> layers) {

  private static final String MEDIA_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  Manifest {
    requireNonNull(config, "config");
    layers = List.copyOf(layers);
  }

  /**
   * Reads a manifest.
   *
   * @throws IllegalArgumentException when it is none; the message says what is wrong with it
   */
  static Manifest parse(byte[] text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException("it is not JSON", e);
    }
    if (root == null || !root.isObject()) {
      throw new IllegalArgumentException("it is not a JSON object");
    }
    if (!root.path("config").isObject() || !root.path("layers").isArray()) {
      throw new IllegalArgumentException("it has no config or no layers");
    }
    List<Layer> layers = new ArrayList<>();
    root.path("layers").forEach(node -> layers.add(layer(node)));
    return new Manifest(layer(root.path("config")), layers);
  }

  private static Layer layer(JsonNode node) {
    if (!node.path("mediaType").isTextual()
        || !node.path("digest").isTextual()
        || !node.path("size").canConvertToLong()) {
      throw new IllegalArgumentException("a layer has no mediaType, digest or size");
    }
    return new Layer(
        node.path("mediaType").asText(),
        Digest.parse(node.path("digest").asText()),
        node.path("size").asLong(),
        optional(node.path("from")),
        optional(node.path("name")));
  }

  private static Optional<String> optional(JsonNode node) {
    return Optional.of(node.asText("")).filter(text -> !text.isEmpty());
  }

  /** The manifest as Ollama writes it: one line of JSON and a line break. */
  byte[] text() {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", 2);
    root.put("mediaType", MEDIA_TYPE);
    write(root.putObject("config"), config);
    ArrayNode array = root.putArray("layers");
    layers.forEach(layer -> write(array.addObject(), layer));
    try {
      return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("texts and numbers are always JSON", e);
    }
  }

  private static void write(ObjectNode node, Layer layer) {
    node.put("mediaType", layer.mediaType());
    node.put("digest", layer.digest().toString());
    node.put("size", layer.size());
    layer.from().ifPresent(from -> node.put("from", from));
    layer.name().ifPresent(name -> node.put("name", name));
  }

  /** All parts, the configuration last. */
  Stream<Layer> parts() {
    return Stream.concat(layers.stream(), Stream.of(config));
  }

  /** Bytes of all parts. */
  long size() {
    return parts().mapToLong(Layer::size).reduce(0, Math::addExact);
  }

  /** The parts of one kind, in order. */
  List<Layer> all(Layer.Kind kind) {
    return layers.stream().filter(layer -> layer.is(kind)).toList();
  }
}
