package dev.sirius.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.MetadataValue;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TensorDescription;
import dev.sirius.core.quantization.TensorType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what Ollama tells of a model")
class OllamaFactsTest {

  private static final List<TensorDescription> TENSORS =
      List.of(new TensorDescription("blk.0.attn_q.weight", "Q4_K", List.of(256L, 8L)));

  @Test
  @DisplayName("gives its facts")
  void facts() {
    Map<String, MetadataValue> metadata =
        Map.of(
            "general.architecture", new MetadataValue.Text("llama"),
            "llama.block_count", number("2"),
            "llama.rope.freq_base", number("1e+06"),
            "llama.attention.layer_norm_rms_epsilon", number("1e-05"),
            "llama.attention.head_count_kv",
                new MetadataValue.Sequence(List.of(number("8"), number("0"))),
            "llama.attention.causal", new MetadataValue.Flag(true),
            "llama.large", number("18446744073709551615"),
            "llama.negative", number("-1"),
            "tokenizer.ggml.tokens", new MetadataValue.Withheld("not asked for"));

    ModelFacts facts = known(metadata, TENSORS);

    assertThat(facts.architecture()).isEqualTo("llama");
    assertThat(facts.blockCount()).isEqualTo(2);
    assertThat(facts.real("rope.freq_base")).hasValue(1e6);
    assertThat(facts.real("attention.layer_norm_rms_epsilon")).hasValue(1e-5);
    assertThat(facts.perBlock("attention.head_count_kv")).contains(List.of(8L, 0L));
    assertThat(facts.flag("attention.causal")).contains(true);
    assertThat(facts.metadata().get("llama.large"))
        .contains(new GgufValue.Whole(ValueType.UINT64, -1));
    assertThat(facts.metadata().get("llama.negative"))
        .contains(new GgufValue.Whole(ValueType.INT64, -1));
    assertThat(facts.metadata().has("tokenizer.ggml.tokens")).isFalse();
    assertThat(facts.tensors())
        .containsExactly(new TensorInfo("blk.0.attn_q.weight", List.of(256L, 8L), TensorType.Q4_K));
  }

  @Test
  @DisplayName("may hold numbers of any size, and arrays of mixed ones")
  void numbers() {
    ModelFacts facts =
        known(
            Map.of(
                "general.architecture", new MetadataValue.Text("llama"),
                "llama.huge", number("1e999999999"),
                "llama.mixed", new MetadataValue.Sequence(List.of(number("1"), number("0.5"))),
                "llama.signed", new MetadataValue.Sequence(List.of(number("1"), number("-1"))),
                "llama.unlike",
                    new MetadataValue.Sequence(
                        List.of(number("1"), new MetadataValue.Text("one")))),
            TENSORS);
    assertThat(facts.real("huge")).hasValue(Double.POSITIVE_INFINITY);
    assertThat(facts.metadata().get("llama.mixed").map(GgufValue::toString)).contains("[1.0, 0.5]");
    assertThat(facts.metadata().get("llama.signed").map(GgufValue::toString)).contains("[1, -1]");
    assertThat(facts.metadata().has("llama.unlike")).isFalse();
  }

  @Test
  @DisplayName("may be too little, or make no sense: then it is said why")
  void unknown() {
    Map<String, MetadataValue> llama =
        Map.of("general.architecture", new MetadataValue.Text("llama"));
    assertThat(unknown(Fact.known(llama, "Ollama"), Fact.unknown("the program tells no tensors")))
        .isEqualTo("the program tells no tensors");
    assertThat(unknown(Fact.unknown("no answer"), Fact.known(TENSORS, "Ollama")))
        .isEqualTo("no answer");
    assertThat(unknown(Fact.known(Map.of(), "Ollama"), Fact.known(TENSORS, "Ollama")))
        .contains("'general.architecture' is missing");
    assertThat(unknown(Fact.known(llama, "Ollama"), tensor("Q9_X", 256)))
        .isEqualTo("Ollama reports tensor 't' of type 'Q9_X', which Sirius does not know");
    assertThat(unknown(Fact.known(llama, "Ollama"), tensor("Q4_K", 100)))
        .contains("makes no sense: tensor 't' has rows of 100 elements");
  }

  private static Fact<List<TensorDescription>> tensor(String type, long row) {
    return Fact.known(List.of(new TensorDescription("t", type, List.of(row))), "Ollama");
  }

  private static MetadataValue number(String text) {
    return new MetadataValue.Numeric(new BigDecimal(text));
  }

  private static ModelFacts known(
      Map<String, MetadataValue> metadata, List<TensorDescription> tensors) {
    return OllamaFacts.of(description(Fact.known(metadata, "a"), Fact.known(tensors, "b")))
        .toOptional()
        .orElseThrow();
  }

  private static String unknown(
      Fact<Map<String, MetadataValue>> metadata, Fact<List<TensorDescription>> tensors) {
    Fact<ModelFacts> facts = OllamaFacts.of(description(metadata, tensors));
    assertThat(facts.isKnown()).isFalse();
    return facts.origin();
  }

  private static ModelDescription description(
      Fact<Map<String, MetadataValue>> metadata, Fact<List<TensorDescription>> tensors) {
    return new ModelDescription(
        ModelName.parse("test"),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        none(),
        metadata,
        tensors);
  }

  private static <T> Fact<T> none() {
    return Fact.unknown("not asked");
  }
}
