package dev.sirius.core.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.plan.ReferenceModels;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A model's tensors, drawn from its hyper-parameters,")
class BlueprintsTest {

  @Nested
  @DisplayName("are those of the F16 file")
  class OfRealModels {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "gemma-2-9b",
          "gemma-3-4b",
          "llama-3.1-8b",
          "llama-3.2-1b",
          "mistral-7b",
          "phi-3-mini",
          "qwen2.5-7b",
          "qwen3-30b-a3b",
          "qwen3-8b"
        })
    @DisplayName("of a real model: names, dimensions and types")
    void ofARealModel(String name) {
      ModelFacts real = ReferenceModels.named(name);

      ModelFacts drawn = Blueprints.draw(real.architecture(), real.metadata(), traits(real));

      assertThat(byName(drawn)).isEqualTo(byName(real));
      assertThat(drawn.parameterCount()).isEqualTo(real.parameterCount());
      assertThat(drawn.metadata()).isEqualTo(real.metadata());
    }
  }

  /**
   * llama.cpp's small test models have every tensor that its loader would take, some of which no
   * converted model of these architectures has.
   */
  @Nested
  @DisplayName("are found among those of llama.cpp's small test model")
  class OfTestModels {

    private static final Pattern OPTIONAL =
        Pattern.compile(
            "(blk\\.\\d+\\.(.*\\.(bias|scale|input_scale)|attn_q_norm\\.weight|attn_k_norm\\.weight)"
                + "|rope_.*|output\\.(scale|input_scale)|dense_2.*|cls.*)");

    @ParameterizedTest
    @ValueSource(
        strings = {
          "gemma-dense",
          "gemma3-dense",
          "gpt-oss-moe",
          "granite-moe",
          "granitehybrid-dense",
          "granitemoe-moe",
          "lfm2-dense",
          "llama-dense",
          "mistral3-moe",
          "qwen3-dense",
          "smollm3-dense"
        })
    @DisplayName("of the same architecture, and lack only what is optional")
    void ofTheSameArchitecture(String name) {
      ModelFacts small = ReferenceModels.named(name);

      Map<String, List<Long>> drawn = dimensions(draw(small));

      assertThat(dimensions(small)).containsAllEntriesOf(drawn);
      Set<String> lacking = new TreeSet<>(dimensions(small).keySet());
      lacking.removeAll(drawn.keySet());
      assertThat(lacking).allMatch(tensor -> OPTIONAL.matcher(tensor).matches());
    }

    @Test
    @DisplayName("but for matrices that a file may have split: phi3's queries, keys and values")
    void butForSplitQueriesKeysAndValues() {
      ModelFacts small = ReferenceModels.named("phi3-dense");

      Map<String, List<Long>> drawn = dimensions(draw(small));
      long rows =
          List.of("q", "k", "v").stream()
              .mapToLong(part -> small.tensor("blk.0.attn_" + part + ".weight").get().rows())
              .sum();

      assertThat(drawn.get("blk.0.attn_qkv.weight").get(1)).isEqualTo(rows);
      drawn.keySet().removeIf(tensor -> tensor.endsWith("attn_qkv.weight"));
      assertThat(dimensions(small)).containsAllEntriesOf(drawn);
    }

    @Test
    @DisplayName("but for matrices that a file may have joined: qwen35moe's gates and ups")
    void butForJoinedGatesAndUps() {
      ModelFacts small = ReferenceModels.named("qwen35moe-moe");

      Map<String, List<Long>> drawn = dimensions(draw(small));

      assertThat(drawn.get("blk.0.ffn_gate_exps.weight").get(1) * 2)
          .isEqualTo(small.tensor("blk.0.ffn_gate_up_exps.weight").get().dimension(1));
      drawn.keySet().removeIf(tensor -> tensor.matches(".*ffn_(gate|up)_exps\\.weight"));
      assertThat(dimensions(small)).containsAllEntriesOf(drawn);
    }

    /** Some files leave the vocabulary's size to the tokenizer. */
    private static ModelFacts draw(ModelFacts small) {
      String key = small.key("vocab_size");
      Metadata metadata =
          small.metadata().has(key)
              ? small.metadata()
              : small
                  .metadata()
                  .with(key, GgufValue.Whole.uint32(small.vocabularySize().getAsLong()));
      return Blueprints.draw(small.architecture(), metadata, traits(small));
    }
  }

  @Nested
  @DisplayName("follow their traits:")
  class Traits {

    private final ModelFacts real = ReferenceModels.named("llama-3.2-1b");

    @Test
    @DisplayName("without an output matrix the embedding table serves as one")
    void outputMatrix() {
      assertThat(draw(Set.of()).hasTiedEmbeddings()).isTrue();
      assertThat(draw(Set.of(Trait.OUTPUT_MATRIX)).hasTiedEmbeddings()).isFalse();
    }

    @Test
    @DisplayName("the rotary factors are half as many as the dimensions turned")
    void ropeFactors() {
      assertThat(draw(Set.of(Trait.ROPE_FACTORS)).tensor("rope_freqs.weight"))
          .hasValueSatisfying(factors -> assertThat(factors.dimensions()).containsExactly(32L));
    }

    private ModelFacts draw(Set<Trait> traits) {
      return Blueprints.draw(real.architecture(), real.metadata(), traits);
    }
  }

  @Nested
  @DisplayName("are not made up:")
  class Refusals {

    @Test
    @DisplayName("an unknown architecture is refused with the one that was probably meant")
    void unknownArchitecture() {
      assertThatThrownBy(() -> Blueprints.draw("lama", Metadata.EMPTY, Set.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'lama'")
          .hasMessageContaining("did you mean 'llama'?");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "llama.embedding_length",
          "llama.block_count",
          "llama.vocab_size",
          "llama.attention.head_count",
          "llama.feed_forward_length"
        })
    @DisplayName("a missing hyper-parameter is named")
    void missingHyperParameter(String key) {
      Metadata metadata = ReferenceModels.named("llama-3.2-1b").metadata().without(List.of(key));

      assertThatThrownBy(() -> Blueprints.draw("llama", metadata, Set.of()))
          .isInstanceOf(MetadataException.class)
          .hasMessageContaining("'" + key + "'")
          .hasMessageContaining("is missing");
    }

    static Set<String> architectures() {
      return Blueprints.architectures();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    @DisplayName("each architecture that is told of is known: it asks for its hyper-parameters")
    void known(String architecture) {
      assertThatThrownBy(() -> Blueprints.draw(architecture, Metadata.EMPTY, Set.of()))
          .isInstanceOf(MetadataException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 30) + 1, 1L << 62, Long.MAX_VALUE})
    @DisplayName("a dimension too large to multiply is refused, not wrapped around")
    void tooLarge(long length) {
      Metadata metadata =
          ReferenceModels.named("llama-3.2-1b")
              .metadata()
              .with("llama.attention.key_length", new GgufValue.Whole(ValueType.UINT64, length));

      assertThatThrownBy(() -> Blueprints.draw("llama", metadata, Set.of()))
          .isInstanceOf(MetadataException.class)
          .hasMessageContaining("'llama.attention.key_length' is " + length);
    }
  }

  /** What a look at the tensors tells. */
  private static Set<Trait> traits(ModelFacts facts) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    if (!facts.hasTiedEmbeddings()) {
      traits.add(Trait.OUTPUT_MATRIX);
    }
    if (facts.tensor("blk.0.attn_q.bias").isPresent()) {
      traits.add(Trait.ATTENTION_BIAS);
    }
    return traits;
  }

  private static Map<String, TensorInfo> byName(ModelFacts facts) {
    Map<String, TensorInfo> tensors = new TreeMap<>();
    facts.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    return tensors;
  }

  private static Map<String, List<Long>> dimensions(ModelFacts facts) {
    Map<String, List<Long>> dimensions = new LinkedHashMap<>();
    facts.tensors().forEach(tensor -> dimensions.put(tensor.name(), tensor.dimensions()));
    return dimensions;
  }
}
