package dev.sirius.core.quantization.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the file that a model becomes")
class QuantizedFileTest {

  /** Bytes of all tensors, from llama-quantize --dry-run of llama.cpp v0.5.0. */
  @ParameterizedTest
  @CsvSource({
    "Q2_K,   3171295232, 573042688,  1722623232, 11252639744",
    "Q3_K_M, 4011081728, 683012096,  2091918592, 14705876992",
    "Q4_0,   4653375488, 763097088,  2356970752, 17298520064",
    "Q4_K_S, 4684832768, 767815680,  2371388672, 17450039296",
    "Q4_K_M, 4912898048, 799862784,  2483352832, 18550716416",
    "Q5_K_M, 5725151232, 903671808,  2823156992, 21719611392",
    "Q6_K,   6588170240, 1013968896, 3184198912, 25086562304",
    "Q8_0,   8532934656, 1313251328, 4123860992, 32477962240",
    "IQ4_XS, 4476526592, 740552704,  2273084672, 16551122944"
  })
  @DisplayName("has as many bytes of tensors as llama-quantize says")
  void tensorBytes(QuantizationType type, long llama8b, long llama1b, long gemma4b, long qwen30b) {
    Map<String, GgufHeader> headers = ReferenceModels.headers();
    assertThat(tensorBytes(headers.get("llama-3.1-8b"), type)).isEqualTo(llama8b);
    assertThat(tensorBytes(headers.get("llama-3.2-1b"), type)).isEqualTo(llama1b);
    assertThat(tensorBytes(headers.get("gemma-3-4b"), type)).isEqualTo(gemma4b);
    assertThat(tensorBytes(headers.get("qwen3-30b-a3b"), type)).isEqualTo(qwen30b);
  }

  private static long tensorBytes(GgufHeader header, QuantizationType type) {
    return file(header.facts(), type).tensorSize().bytes();
  }

  private static QuantizedFile file(ModelFacts facts, QuantizationType type) {
    return QuantizedFile.of(facts, type, QuantizationOptions.DEFAULT);
  }

  @Nested
  @DisplayName("in its metadata")
  class InItsMetadata {

    @Test
    @DisplayName("keeps the source's order, and ends with version and type")
    void order() {
      Metadata metadata =
          file(ReferenceModels.headers().get("llama-3.1-8b").facts(), QuantizationType.Q4_K_M)
              .metadata();
      assertThat(metadata.keys())
          .startsWith("general.architecture", "general.name", "tokenizer.ggml.model")
          .endsWith("llama.vocab_size", "general.quantization_version", "general.file_type");
      assertThat(metadata.uint(GgufKeys.FILE_TYPE)).hasValue(15);
      assertThat(metadata.uint(GgufKeys.QUANTIZATION_VERSION)).hasValue(2);
    }

    @Test
    @DisplayName("says no more that it was split")
    void split() {
      Metadata metadata =
          small(Map.of(GgufKeys.SPLIT_COUNT, new GgufValue.Whole(ValueType.UINT16, 2)), 32)
              .metadata();
      assertThat(metadata.keys()).doesNotContain(GgufKeys.SPLIT_COUNT);
    }

    @Test
    @DisplayName("does not pass on what the source says of its own making")
    void lineage() {
      Metadata metadata =
          small(
                  Map.of(
                      "general.sirius.level", GgufValue.Text.of("Q8_0"),
                      "general.siriusly", GgufValue.Text.of("kept")),
                  32)
              .metadata();

      assertThat(metadata.keys())
          .doesNotContain("general.sirius.level")
          .contains("general.siriusly");
    }
  }

  @Nested
  @DisplayName("in its size")
  class InItsSize {

    @Test
    @DisplayName("is header and tensors, each padded to 32 bytes")
    void paddedTo32() {
      QuantizedFile file = small(Map.of(), 40);
      // 24, architecture 20+20+5, block count 16+17, version 16+28, file type 16+17; 24+13+8
      long header = 24 + 45 + 33 + 44 + 33 + 45;
      assertThat(file.header().length()).isEqualTo(header);
      assertThat(file.size().bytes()).isEqualTo(224 + 160).isEqualTo(file.referenceSize().bytes());
    }

    @Test
    @DisplayName("honours the alignment that it states, which llama-quantize does not")
    void statedAlignment() {
      QuantizedFile file = small(Map.of(GgufKeys.ALIGNMENT, GgufValue.Whole.uint32(64)), 8);
      // the header of 224 bytes and 33 for the alignment: 257; a tensor of 32 bytes
      assertThat(file.size().bytes()).isEqualTo(320 + 64);
      assertThat(file.referenceSize().bytes()).isEqualTo(288 + 32);
    }

    @Test
    @DisplayName("is llama-quantize's of a text cut at its NUL, and ours of the whole")
    void nul() {
      QuantizedFile with =
          small(Map.of("general.name", GgufValue.Text.of("abc\0" + "x".repeat(92))), 8);
      QuantizedFile without = small(Map.of("general.name", GgufValue.Text.of("abc")), 8);
      assertThat(with.referenceSize()).isEqualTo(without.referenceSize());
      assertThat(without.size().bytes()).isEqualTo(288 + 32);
      assertThat(with.size().bytes()).isEqualTo(352 + 32);
    }

    private QuantizedFile small(Map<String, GgufValue> more, long elements) {
      return QuantizedFileTest.small(more, elements);
    }
  }

  private static QuantizedFile small(Map<String, GgufValue> more, long elements) {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    entries.put(GgufKeys.ARCHITECTURE, GgufValue.Text.of("llama"));
    entries.put("llama.block_count", GgufValue.Whole.uint32(1));
    entries.putAll(more);
    TensorInfo norm = new TensorInfo("output_norm.w", List.of(elements), TensorType.F32);
    return file(ModelFacts.of(new Metadata(entries), List.of(norm)), QuantizationType.Q8_0);
  }
}
