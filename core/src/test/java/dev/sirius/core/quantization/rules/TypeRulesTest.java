package dev.sirius.core.quantization.rules;

import static dev.sirius.core.quantization.QuantizationType.IQ1_S;
import static dev.sirius.core.quantization.QuantizationType.IQ2_M;
import static dev.sirius.core.quantization.QuantizationType.IQ3_XS;
import static dev.sirius.core.quantization.QuantizationType.IQ3_XXS;
import static dev.sirius.core.quantization.QuantizationType.IQ4_NL;
import static dev.sirius.core.quantization.QuantizationType.IQ4_XS;
import static dev.sirius.core.quantization.QuantizationType.MXFP4;
import static dev.sirius.core.quantization.QuantizationType.Q2_K;
import static dev.sirius.core.quantization.QuantizationType.Q2_K_S;
import static dev.sirius.core.quantization.QuantizationType.Q3_K_L;
import static dev.sirius.core.quantization.QuantizationType.Q3_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q4_0;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_M;
import static dev.sirius.core.quantization.QuantizationType.Q4_K_S;
import static dev.sirius.core.quantization.QuantizationType.Q5_0;
import static dev.sirius.core.quantization.QuantizationType.Q6_K;
import static dev.sirius.core.quantization.QuantizationType.Q8_0;
import static dev.sirius.core.quantization.QuantizationType.TQ1_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.MetadataException;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Cases beside those that were recorded, a rule each. */
@DisplayName("the type of a tensor")
class TypeRulesTest {

  private static final QuantizationOptions PLAIN = QuantizationOptions.DEFAULT;

  @Nested
  @DisplayName("in the usual mixtures")
  class UsualMixtures {

    @Test
    @DisplayName("is finer for values and down projections of the first and last eighth")
    void firstAndLast() {
      Model model = new Model("llama", 16);
      assertThat(model.types(Q4_K_M, "ffn_down"))
          .isEqualTo("q6_K*2 q4_K*2 q6_K q4_K*2 q6_K q4_K*2 q6_K q4_K*2 q6_K*3");
      assertThat(model.types(Q4_K_M, "attn_v")).isEqualTo(model.types(Q4_K_M, "ffn_down"));
      assertThat(model.types(Q4_K_S, "attn_v")).isEqualTo("q5_K*4 q4_K*12");
      assertThat(model.types(Q4_K_S, "ffn_down")).isEqualTo("q5_K*2 q4_K*14");
      assertThat(model.types(Q3_K_M, "attn_v")).isEqualTo("q5_K*2 q4_K*14");
      assertThat(model.types(Q3_K_M, "ffn_down")).isEqualTo("q5_K q4_K*15");
    }

    @Test
    @DisplayName("of the embedding table is the output matrix' when there is none")
    void tied() {
      assertThat(new Model("llama", 2).type(Q4_K_M, PLAIN, "token_embd.weight")).isEqualTo("q4_K");
      Model tied = new Model("llama", 2).without("output.weight");
      assertThat(tied.type(Q4_K_M, PLAIN, "token_embd.weight")).isEqualTo("q6_K");
      assertThat(tied.type(Q8_0, PLAIN, "token_embd.weight")).isEqualTo("q8_0");
      assertThat(tied.type(IQ1_S, PLAIN, "token_embd.weight")).isEqualTo("q5_K");
    }

    @Test
    @DisplayName("is finer where four or more heads share their values")
    void sharedValues() {
      Model grouped = new Model("llama", 2).with("attention.head_count_kv", 8);
      assertThat(new Model("llama", 2).types(Q2_K, "attn_v")).isEqualTo("q3_K*2");
      assertThat(grouped.types(Q2_K, "attn_v")).isEqualTo("q4_K*2");
      assertThat(grouped.types(IQ4_NL, "attn_v")).isEqualTo("q5_K*2");
    }

    @Test
    @DisplayName("hangs on an importance matrix for some")
    void importanceMatrix() {
      Model model = new Model("llama", 16);
      QuantizationOptions matrix = PLAIN.withImportanceMatrix(true);
      assertThat(model.types(Q4_0, PLAIN, "ffn_down")).isEqualTo("q4_0*16");
      assertThat(model.types(Q4_0, matrix, "ffn_down")).isEqualTo("q4_1*2 q4_0*14");
      assertThat(model.types(Q5_0, matrix, "ffn_down")).isEqualTo("q5_1*2 q5_0*14");
      assertThat(model.types(IQ4_XS, PLAIN, "ffn_down")).isEqualTo("q5_K*2 iq4_xs*14");
      assertThat(model.types(IQ4_XS, matrix, "ffn_down")).isEqualTo("iq4_xs*16");
      assertThat(model.types(IQ3_XXS, PLAIN, "ffn_down")).isEqualTo("q4_K*2 q3_K*14");
      assertThat(model.types(IQ3_XXS, matrix, "attn_v")).isEqualTo("iq3_xxs*16");
    }

    @Test
    @DisplayName(
        "is refused without an importance matrix for some, outside of embeddings and output")
    void needsImportanceMatrix() {
      Map<Boolean, List<String>> needed =
          new TypeRules(Q2_K_S, PLAIN)
              .choose(new Model("llama", 1).facts()).stream()
                  .collect(
                      Collectors.partitioningBy(
                          TensorChoice::needsImportanceMatrix,
                          Collectors.mapping(
                              choice -> choice.source().name(), Collectors.toList())));
      assertThat(needed.get(true)).contains("blk.0.attn_q.weight");
      assertThat(needed.get(false)).contains("token_embd.weight", "output.weight");
    }

    @Test
    @DisplayName("of the inner layers alone is lower in IQ3_XS")
    void innerLayers() {
      Model model = new Model("llama", 16);
      assertThat(model.types(IQ3_XS, "ffn_up")).isEqualTo("iq3_s*2 iq3_xxs*12 iq3_s*2");
      assertThat(model.types(IQ3_XS, "attn_k")).isEqualTo("iq3_xxs*16");
    }

    @ParameterizedTest
    @CsvSource({
      "IQ1_S, iq2_xxs, q2_K*2 iq1_s*14, q2_K",
      "IQ2_M, iq3_s, iq3_s*2 iq2_s*14, iq3_s",
      "IQ2_XS, iq2_xs, q2_K*2 iq2_xs*14, q2_K"
    })
    @DisplayName("follows rules of its own in the lowest ones")
    void lowest(QuantizationType target, String output, String down, String embedding) {
      Model model = new Model("llama", 16);
      assertThat(model.types(target, "attn_output")).isEqualTo(output + "*16");
      assertThat(model.types(target, "ffn_down")).isEqualTo(down);
      assertThat(model.type(target, PLAIN, "token_embd.weight")).isEqualTo(embedding);
    }

    @Test
    @DisplayName("of ternary files is one for all but embeddings and output")
    void ternary() {
      Model model = new Model("llama", 8);
      assertThat(model.types(TQ1_0, "ffn_down")).isEqualTo("tq1_0*8");
      assertThat(model.type(TQ1_0, PLAIN, "token_embd.weight")).isEqualTo("q4_K");
      assertThat(model.type(TQ1_0, PLAIN, "output.weight")).isEqualTo("q6_K");
    }
  }

  @Nested
  @DisplayName("in special models")
  class SpecialModels {

    @Test
    @DisplayName("of values is finer in those like Llama 70B")
    void seventyBillion() {
      Model like70B = new Model("llama", 80).with("attention.head_count_kv", 8);
      assertThat(like70B.types(Q2_K, "attn_v")).isEqualTo("q5_K*80");
      assertThat(new Model("llama", 80).types(Q2_K, "attn_v")).isEqualTo("q3_K*80");
      assertThat(new Model("qwen2", 80).types(Q2_K, "attn_v")).isEqualTo("q5_K*80");
      assertThat(new Model("jais2", 68).types(Q2_K, "attn_v")).isEqualTo("q5_K*68");
      assertThat(new Model("qwen2", 79).types(Q2_K, "attn_v")).isEqualTo("q3_K*79");
    }

    @Test
    @DisplayName("of attention is finer with eight experts")
    void eightExperts() {
      Model eight = new Model("llama", 4).with("expert_count", 8);
      assertThat(eight.types(Q4_K_M, "attn_v")).isEqualTo("q8_0*4");
      assertThat(eight.types(Q4_0, "attn_k")).isEqualTo("q8_0*4");
      assertThat(eight.types(Q4_K_M, "attn_output")).isEqualTo("q5_K*4");
      assertThat(eight.types(Q3_K_L, "attn_output")).isEqualTo("q3_K*4");
      assertThat(eight.types(IQ2_M, "attn_k")).isEqualTo("q4_K*4");
      assertThat(eight.types(IQ2_M, "attn_output")).isEqualTo("q5_K*4");
      assertThat(new Model("llama", 4).with("expert_count", 16).types(Q4_0, "attn_k"))
          .isEqualTo("q4_0*4");
    }

    @Test
    @DisplayName("with experts goes by the block's number in the name")
    void experts() {
      Model model = new Model("llama", 8).with("expert_count", 4).without("blk.0.ffn_down.weight");
      assertThat(model.types(Q4_K_S, "ffn_down")).isEqualTo("q4_K*7");
      Model unnamed =
          new Model("llama", 8).with("expert_count", 4).tensor("ffn_down.weight", 256, 4);
      assertThatExceptionOfType(TypeRuleException.class)
          .isThrownBy(() -> unnamed.types(Q4_K_S, "ffn_down"))
          .withMessageContaining("tensor 'ffn_down.weight' names no block from 0 to 7");
    }

    @Test
    @DisplayName("is another in Falcon")
    void falcon() {
      Model falcon = new Model("falcon", 32);
      assertThat(falcon.type(Q4_K_M, PLAIN, "output.weight")).isEqualTo("q8_0");
      assertThat(falcon.types(Q4_K_S, "ffn_down")).isEqualTo("q4_K*32");
      assertThat(falcon.types(Q4_K_M, "ffn_down")).startsWith("q6_K*2 q5_K*2 q4_K*2 q5_K q4_K*2");
      assertThat(falcon.types(Q3_K_L, "attn_output")).isEqualTo("q4_K*32");
      assertThat(falcon.types(Q2_K, "attn_output")).isEqualTo("q2_K*32");
    }

    @Test
    @DisplayName("of three dimensions is MXFP4 where experts have it, Q8_0 elsewhere")
    void mxfp4() {
      Model model =
          new Model("llama", 1)
              .with("expert_count", 2)
              .tensor("blk.0.ffn_up_exps.weight", 256, 4, 2)
              .tensor("blk.0.attn_k_b.weight", 256, 4, 2);
      assertThat(model.type(MXFP4, PLAIN, "blk.0.ffn_up_exps.weight")).isEqualTo("mxfp4");
      assertThat(model.type(MXFP4, PLAIN, "blk.0.attn_k_b.weight")).isEqualTo("mxfp4");
      assertThat(model.type(MXFP4, PLAIN, "blk.0.attn_q.weight")).isEqualTo("q8_0");
      assertThat(model.named("bailingmoe3").type(MXFP4, PLAIN, "blk.0.attn_k_b.weight"))
          .isEqualTo("q8_0");
    }
  }

  @Nested
  @DisplayName("that rows do not divide")
  class Fallbacks {

    @ParameterizedTest
    @CsvSource({
      "Q2_K_S, q4_0",
      "Q3_K_S, q4_0",
      "Q4_K_S, q5_0",
      "Q5_K_S, q5_1",
      "Q6_K, q8_0",
      "TQ1_0, q4_0",
      "IQ4_XS, iq4_nl",
      "IQ3_S, iq4_nl",
      "Q2_0, q4_0"
    })
    @DisplayName("falls back to one with smaller blocks")
    void smallerBlocks(QuantizationType target, String fallback) {
      Model model = new Model("llama", 1).tensor("blk.0.other.weight", 96, 4);
      assertThat(model.type(target, PLAIN, "blk.0.other.weight")).isEqualTo(fallback);
    }

    @Test
    @DisplayName("falls back to F16 where nothing else fits")
    void f16() {
      Model model = new Model("llama", 1).tensor("blk.0.other.weight", 33, 4);
      assertThat(model.type(Q4_0, PLAIN, "blk.0.other.weight")).isEqualTo("f16");
      assertThat(model.type(Q6_K, PLAIN, "blk.0.other.weight")).isEqualTo("f16");
      TensorChoice choice =
          new TypeRules(Q6_K, PLAIN)
              .choose(model.facts()).stream()
                  .filter(each -> each.source().name().equals("blk.0.other.weight"))
                  .findFirst()
                  .orElseThrow();
      assertThat(choice.fellBack()).isTrue();
      assertThat(choice.wanted()).isEqualTo(TensorType.Q6_K);
    }

    @Test
    @DisplayName("is refused where there is no fallback")
    void none() {
      Model model = new Model("llama", 1).tensor("blk.0.other.weight", 96, 4);
      assertThatExceptionOfType(TypeRuleException.class)
          .isThrownBy(() -> model.types(QuantizationType.Q1_0, "other"))
          .withMessageContaining("'blk.0.other.weight' has rows of 96 elements, which q1_0");
    }
  }

  @Nested
  @DisplayName("stays as it is")
  class Stays {

    @ParameterizedTest
    @CsvSource({
      "blk.0.ffn_gate_inp.weight",
      "blk.0.attn_norm.weight",
      "blk.0.ssm_conv1d.weight",
      "blk.0.time_mix_w1.weight",
      "position_embd.weight",
      "token_types.weight",
      "blk.0.attn_q.bias",
      "v.patch_embd.weight",
      "blk.0.attn_rel_b.weight",
      "blk.0.laurel_l.weight"
    })
    @DisplayName("when it is small and sensitive")
    void sensitive(String name) {
      Model model = new Model("llama", 1).tensor(name, 256, 4);
      assertThat(model.type(Q4_0, PLAIN, name)).isEqualTo("f16");
    }

    @Test
    @DisplayName("when it is a vector, also one with trailing ones")
    void vectors() {
      Model model =
          new Model("llama", 1).tensor("blk.0.a.weight", 256).tensor("blk.0.b.weight", 256, 1);
      assertThat(model.type(Q4_0, PLAIN, "blk.0.a.weight")).isEqualTo("f16");
      assertThat(model.type(Q4_0, PLAIN, "blk.0.b.weight")).isEqualTo("f16");
    }
  }

  @Nested
  @DisplayName("by an option")
  class ByOptions {

    @Test
    @DisplayName("is one for all when pure")
    void pure() {
      Model model = new Model("llama", 2).without("output.weight");
      assertThat(model.types(Q4_K_M, PLAIN.withPure(true), "attn_v")).isEqualTo("q4_K*2");
      assertThat(model.type(Q4_K_M, PLAIN.withPure(true), "token_embd.weight")).isEqualTo("q4_K");
    }

    @Test
    @DisplayName("of output matrix and embedding table is what is asked for, or stays")
    void outputAndEmbedding() {
      Model model = new Model("llama", 1);
      assertThat(model.type(Q4_K_M, PLAIN.withOutputType(TensorType.Q8_0), "output.weight"))
          .isEqualTo("q8_0");
      assertThat(model.type(Q4_K_M, PLAIN.withEmbeddingType(TensorType.Q2_K), "token_embd.weight"))
          .isEqualTo("q2_K");
      assertThat(model.type(Q4_K_M, PLAIN.withKeepOutput(true), "output.weight")).isEqualTo("f16");
      assertThat(
              model
                  .without("output.weight")
                  .type(Q4_K_M, PLAIN.withOutputType(TensorType.Q8_0), "token_embd.weight"))
          .isEqualTo("q8_0");
    }

    @Test
    @DisplayName("by name is the first that matches, and does not count in the mixture")
    void byName() {
      QuantizationOptions options =
          PLAIN.withOverrides(
              List.of(
                  TensorOverride.parse("blk\\.0\\.attn_v=Q8_0"),
                  TensorOverride.parse("ATTN_Q=q6_k")));
      Model model = new Model("llama", 8);
      assertThat(model.types(Q4_K_S, options, "attn_v")).isEqualTo("q8_0 q5_K*4 q4_K*3");
      assertThat(model.types(Q4_K_S, options, "attn_q")).isEqualTo("q6_K*8");
    }

    @Test
    @DisplayName("by name is refused when it makes no sense")
    void badOverrides() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TensorOverride.parse("attn_v"))
          .withMessageContaining("PATTERN=TYPE");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TensorOverride.parse("attn_v=q9"))
          .withMessageContaining("'q9' is no tensor type; allowed are f32");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TensorOverride.parse("(=q8_0"))
          .withMessageContaining("'(' is no regular expression");
    }
  }

  @Nested
  @DisplayName("cannot be told")
  class CannotBeTold {

    @Test
    @DisplayName("for NVFP4, which nothing is quantized to")
    void nvfp4() {
      assertThatExceptionOfType(TypeRuleException.class)
          .isThrownBy(() -> new TypeRules(QuantizationType.NVFP4, PLAIN))
          .withMessageContaining("NVFP4");
    }

    @Test
    @DisplayName("without the number of blocks")
    void blocks() {
      ModelFacts facts = new ModelFacts("llama", Metadata.EMPTY, List.of());
      assertThatExceptionOfType(MetadataException.class)
          .isThrownBy(() -> new TypeRules(Q4_0, PLAIN).choose(facts))
          .withMessage(
              "metadata key 'llama.block_count' is missing; the number of blocks is needed");
    }

    @ParameterizedTest
    @EnumSource(QuantizationType.class)
    @DisplayName("for no other type")
    void others(QuantizationType target) {
      if (target != QuantizationType.NVFP4) {
        assertThat(new TypeRules(target, PLAIN).choose(new Model("llama", 3).facts())).hasSize(26);
      }
    }
  }

  /** A small model in F16 with 32 heads, each with its own values unless said otherwise. */
  private static final class Model {

    private static final List<String> OF_A_BLOCK =
        List.of(
            "attn_norm",
            "attn_q",
            "attn_k",
            "attn_v",
            "attn_output",
            "ffn_up",
            "ffn_gate",
            "ffn_down");

    private final String architecture;
    private final Map<String, GgufValue> parameters = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    Model(String architecture, int blocks) {
      this.architecture = architecture;
      with("block_count", blocks)
          .with("attention.head_count", 32)
          .with("attention.head_count_kv", 32);
      tensor("token_embd.weight", 256, 4).tensor("output.weight", 256, 4);
      for (int block = 0; block < blocks; block++) {
        for (String name : OF_A_BLOCK) {
          tensor("blk." + block + "." + name + ".weight", 256, 4);
        }
      }
    }

    Model with(String parameter, long value) {
      parameters.put(parameter, GgufValue.Whole.uint32(value));
      return this;
    }

    Model tensor(String tensor, long... dimensions) {
      List<Long> shape = new ArrayList<>();
      for (long dimension : dimensions) {
        shape.add(dimension);
      }
      tensors.put(tensor, new TensorInfo(tensor, shape, TensorType.F16));
      return this;
    }

    Model without(String tensor) {
      tensors.remove(tensor);
      return this;
    }

    Model named(String other) {
      Model model = new Model(other, 1);
      model.parameters.putAll(parameters);
      model.tensors.putAll(tensors);
      return model;
    }

    ModelFacts facts() {
      Map<String, GgufValue> entries = new LinkedHashMap<>();
      entries.put(GgufKeys.ARCHITECTURE, GgufValue.Text.of(architecture));
      parameters.forEach((name, value) -> entries.put(architecture + "." + name, value));
      return ModelFacts.of(new Metadata(entries), List.copyOf(tensors.values()));
    }

    String type(QuantizationType target, QuantizationOptions options, String tensor) {
      return new TypeRules(target, options)
          .choose(facts()).stream()
              .filter(choice -> choice.source().name().equals(tensor))
              .map(choice -> choice.type().label())
              .collect(Collectors.joining());
    }

    String types(QuantizationType target, String part) {
      return types(target, PLAIN, part);
    }

    /** The types of the tensors whose name has a part, as runs. */
    String types(QuantizationType target, QuantizationOptions options, String part) {
      List<String> runs = new ArrayList<>();
      String last = "";
      int count = 0;
      for (TensorChoice choice : new TypeRules(target, options).choose(facts())) {
        if (!choice.source().name().contains(part + ".weight")) {
          continue;
        }
        String type = choice.type().label();
        if (!type.equals(last) && count > 0) {
          runs.add(run(last, count));
          count = 0;
        }
        last = type;
        count++;
      }
      runs.add(run(last, count));
      return String.join(" ", runs);
    }

    private static String run(String type, int count) {
      return count == 1 ? type : type + "*" + count;
    }
  }
}
