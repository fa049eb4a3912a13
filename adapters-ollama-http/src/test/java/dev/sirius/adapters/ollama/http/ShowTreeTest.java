package dev.sirius.adapters.ollama.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.core.model.MetadataValue;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what /api/show answers")
class ShowTreeTest {

  private static JsonNode read(String json) throws IOException {
    return ShowTree.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, MetadataValue> metadata(String modelInfo) throws IOException {
    ModelDescription model =
        new ShowAnswer(read("{\"model_info\":" + modelInfo + ",\"license\":\"after\"}"))
            .describe(ModelName.parse("a"));
    assertThat(model.license().toOptional()).contains("after");
    return model.metadata().toOptional().orElseThrow();
  }

  private static String array(int elements) {
    return IntStream.range(0, elements)
        .mapToObj(i -> "[\"t\"]")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  @DisplayName("keeps the metadata's values of all kinds")
  void kinds() throws IOException {
    assertThat(metadata("{\"a\":\"x\",\"b\":1.5,\"c\":true,\"d\":null,\"e\":[1,2]}"))
        .containsEntry("a", new MetadataValue.Text("x"))
        .containsEntry("b", new MetadataValue.Numeric(new BigDecimal("1.5")))
        .containsEntry("c", new MetadataValue.Flag(true))
        .containsEntry("d", new MetadataValue.Withheld("the server does not tell it"))
        .containsEntry(
            "e",
            new MetadataValue.Sequence(
                List.of(
                    new MetadataValue.Numeric(BigDecimal.ONE),
                    new MetadataValue.Numeric(BigDecimal.valueOf(2)))));
  }

  @Test
  @DisplayName("keeps an array of one value per layer, but not a vocabulary")
  void longArrays() throws IOException {
    Map<String, MetadataValue> metadata =
        metadata("{\"layers\":" + array(4096) + ",\"tokens\":" + array(4097) + ",\"z\":1}");

    assertThat(metadata.get("layers")).isInstanceOf(MetadataValue.Sequence.class);
    assertThat(metadata)
        .containsEntry(
            "tokens",
            new MetadataValue.Withheld("an array of 4097 elements; those of up to 4096 are kept"))
        .containsEntry("z", new MetadataValue.Numeric(BigDecimal.ONE));
  }

  @Test
  @DisplayName("is no JSON when it is cut off anywhere")
  void cutOff() throws IOException {
    String whole = "{\"license\":\"x\",\"model_info\":{\"a\":[1,[2]],\"b\":{}},\"tensors\":[]}";
    assertThat(read(whole).size()).isEqualTo(3);
    for (int end = 1; end < whole.length(); end++) {
      String part = whole.substring(0, end);
      assertThatThrownBy(() -> read(part)).as(part).isInstanceOf(JsonProcessingException.class);
    }
    assertThat(read("")).isNull();
  }
}
