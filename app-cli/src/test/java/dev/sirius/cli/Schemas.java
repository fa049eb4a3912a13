package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Holds what commands print to the schemas in the repository. */
final class Schemas {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Schemas() {}

  /** One JSON object, and nothing else, that is as a schema says. */
  static JsonNode valid(String schema, String text) {
    JsonNode document;
    try {
      document = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not one JSON document: " + text, e);
    }
    assertThat(read("cli/schema/" + schema).validate(document)).as(text).isEmpty();
    return document;
  }

  private static JsonSchema read(String name) {
    String path = "/dev/sirius/" + name + ".schema.json";
    try (InputStream in = Schemas.class.getResourceAsStream(path)) {
      assertThat(in).as(path).isNotNull();
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
