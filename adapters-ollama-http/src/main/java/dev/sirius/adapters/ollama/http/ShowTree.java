package dev.sirius.adapters.ollama.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sirius.core.model.MetadataValue;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code /api/show} answers. Most of it is the vocabulary, some hundred thousand texts
 * and numbers that nobody asks for: long arrays of the metadata are passed over as they come.
 */
final class ShowTree {

  /** Elements of the longest array that is kept; one per layer is what the metadata is read for. */
  static final int LONGEST_ARRAY = 4096;

  private static final ObjectMapper JSON = new ObjectMapper();

  private ShowTree() {}

  /**
   * The answer as a tree, in which a {@link MetadataValue.Withheld} stands for each array that was
   * passed over; null when there is none.
   *
   * @throws IOException when it is no JSON
   */
  static @Nullable JsonNode read(byte[] answer) throws IOException {
    try (JsonParser parser = JSON.createParser(answer)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return parser.currentToken() == null ? null : JSON.<JsonNode>readTree(parser);
      }
      ObjectNode tree = JSON.createObjectNode();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        boolean metadata = key.equals("model_info");
        tree.set(
            key,
            parser.nextToken() == JsonToken.START_OBJECT && metadata
                ? metadata(parser)
                : JSON.<JsonNode>readTree(parser));
      }
      return tree;
    }
  }

  private static ObjectNode metadata(JsonParser parser) throws IOException {
    ObjectNode metadata = JSON.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      metadata.set(
          key, parser.nextToken() == JsonToken.START_ARRAY ? array(parser) : JSON.readTree(parser));
    }
    return metadata;
  }

  private static JsonNode array(JsonParser parser) throws IOException {
    ArrayNode array = JSON.createArrayNode();
    long elements = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements++;
      if (elements <= LONGEST_ARRAY) {
        array.add(JSON.<JsonNode>readTree(parser));
      } else {
        array.removeAll();
        parser.skipChildren();
      }
    }
    return elements <= LONGEST_ARRAY
        ? array
        : array.pojoNode(
            new MetadataValue.Withheld(
                "an array of "
                    + elements
                    + " elements; those of up to "
                    + LONGEST_ARRAY
                    + " are kept"));
  }
}
