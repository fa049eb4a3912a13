package dev.sirius.core.quantization.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.ReferenceModels;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("the types of a model's tensors")
class TypeRulesTest {

  /** Model → quantization type → tensor → the type that llama-quantize chose. */
  private static final Map<String, Map<QuantizationType, Map<String, String>>> CHOSEN = chosen();

  private static Map<String, Map<QuantizationType, Map<String, String>>> chosen() {
    Map<String, Map<QuantizationType, Map<String, String>>> models = new LinkedHashMap<>();
    InputStream resource = TypeRulesTest.class.getResourceAsStream("chosen-types.txt.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.UTF_8))) {
      List<Map<String, String>> columns = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("model")) {
          Map<QuantizationType, Map<String, String>> types = new LinkedHashMap<>();
          columns.clear();
          for (int i = 2; i < words.length; i++) {
            Map<String, String> column = new LinkedHashMap<>();
            types.put(QuantizationType.named(words[i]).orElseThrow(), column);
            columns.add(column);
          }
          models.put(words[1], types);
        } else {
          for (int i = 1; i < words.length; i++) {
            columns.get(i - 1).put(words[0], words[i]);
          }
        }
      }
      return models;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> models() {
    return CHOSEN.keySet().stream();
  }

  /** For Q2_K_S the dry run only warns that a matrix is missing, and decides as with one. */
  private static QuantizedForm form(String model, QuantizationType type) {
    RuleOptions options =
        type == QuantizationType.Q2_K_S
            ? new RuleOptions(true, false, false, List.of(), Optional.empty(), Optional.empty())
            : RuleOptions.NONE;
    return new TypeRules(ReferenceModels.named(model), options).form(type);
  }

  @ParameterizedTest
  @MethodSource("models")
  @DisplayName("are those that llama-quantize chose, tensor by tensor, at every type:")
  void equalTheReference(String model) {
    CHOSEN
        .get(model)
        .forEach(
            (type, expected) -> {
              List<String> differing = new ArrayList<>();
              List<TensorConversion> conversions = form(model, type).conversions();
              for (TensorConversion each : conversions) {
                String actual = each.type().name().toLowerCase(Locale.ROOT);
                String wanted = expected.get(each.source().name());
                if (!actual.equals(wanted)) {
                  differing.add(each.source().name() + " " + actual + ", not " + wanted);
                }
              }
              assertThat(differing).as("%s at %s", model, type).isEmpty();
              assertThat(conversions).as("%s at %s", model, type).hasSize(expected.size());
            });
  }

  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource({
    "llama-3.1-8b, Q2_K, 3171295232",
    "llama-3.1-8b, Q3_K_M, 4011081728",
    "llama-3.1-8b, Q4_0, 4653375488",
    "llama-3.1-8b, Q4_K_S, 4684832768",
    "llama-3.1-8b, Q4_K_M, 4912898048",
    "llama-3.1-8b, Q5_K_M, 5725151232",
    "llama-3.1-8b, Q6_K, 6588170240",
    "llama-3.1-8b, Q8_0, 8532934656",
    "llama-3.1-8b, IQ4_XS, 4476526592",
    "llama-3.2-1b, Q2_K, 573042688",
    "llama-3.2-1b, Q4_K_M, 799862784",
    "llama-3.2-1b, Q8_0, 1313251328",
    "gemma-3-4b, Q3_K_M, 2091918592",
    "gemma-3-4b, Q4_K_M, 2483352832",
    "gemma-3-4b, IQ4_XS, 2273084672",
    "qwen3-30b-a3b, Q2_K, 11252639744",
    "qwen3-30b-a3b, Q4_K_M, 18550716416",
    "qwen3-30b-a3b, Q6_K, 25086562304"
  })
  @DisplayName("add up to the bytes that llama-quantize counts")
  void addUp(String model, String type, long bytes) {
    assertThat(form(model, QuantizationType.named(type).orElseThrow()).tensorBytes())
        .isEqualTo(bytes);
  }

  @Nested
  @DisplayName("with options")
  class WithOptions {

    private final ModelFacts llama = ReferenceModels.named("llama-3.1-8b");

    private TensorType typeOf(String tensor, RuleOptions options) {
      return new TypeRules(llama, options)
          .form(QuantizationType.Q4_K_M).conversions().stream()
              .filter(each -> each.source().name().equals(tensor))
              .findFirst()
              .orElseThrow()
              .type();
    }

    @Test
    @DisplayName("are all the same when pure")
    void pure() {
      RuleOptions options =
          new RuleOptions(false, true, false, List.of(), Optional.empty(), Optional.empty());

      assertThat(typeOf("output.weight", options)).isEqualTo(TensorType.Q4_K);
      assertThat(typeOf("blk.0.attn_v.weight", options)).isEqualTo(TensorType.Q4_K);
    }

    @Test
    @DisplayName("leave the output matrix as it is when it is kept")
    void keepOutput() {
      RuleOptions options =
          new RuleOptions(false, false, true, List.of(), Optional.empty(), Optional.empty());

      assertThat(typeOf("output.weight", options)).isEqualTo(TensorType.F16);
    }

    @Test
    @DisplayName("follow the first pattern that matches, which then does not count as decided")
    void patterns() {
      RuleOptions options =
          new RuleOptions(
              false,
              false,
              false,
              List.of(
                  new RuleOptions.NamedType("blk\\.0\\.attn_v", TensorType.Q8_0),
                  new RuleOptions.NamedType("attn_v", TensorType.Q5_0)),
              Optional.empty(),
              Optional.empty());

      assertThat(typeOf("blk.0.attn_v.weight", options)).isEqualTo(TensorType.Q8_0);
      assertThat(typeOf("blk.1.attn_v.weight", options)).isEqualTo(TensorType.Q5_0);
      assertThat(typeOf("blk.1.attn_k.weight", options)).isEqualTo(TensorType.Q4_K);
    }

    @Test
    @DisplayName("are refused without the importance matrix that a type needs")
    void needsImportance() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TypeRules(llama, RuleOptions.NONE).form(QuantizationType.Q2_K_S))
          .withMessageContaining("needs an importance matrix");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TypeRules(llama, RuleOptions.NONE).form(QuantizationType.IQ2_M))
          .withMessageContaining("is not made here");
    }
  }
}
