package dev.sirius.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("a model's facts")
class ModelFactsTest {

  private static final TensorInfo EMBEDDING =
      new TensorInfo("token_embd.weight", List.of(64L, 100L), TensorType.F16);

  @Test
  @DisplayName("give hyper-parameters under the architecture's name")
  void hyperParameters() {
    ModelFacts facts = facts(Map.of("qwen2.context_length", GgufValue.Whole.uint32(4096)));
    assertThat(facts.architecture()).isEqualTo("qwen2");
    assertThat(facts.uint("context_length")).hasValue(4096);
    assertThat(facts.real("rope.freq_base")).isEmpty();
  }

  @Test
  @DisplayName("give one number for all blocks, or each its own")
  void perBlock() {
    GgufValue own =
        new GgufValue.Elements(
            ValueType.INT32,
            List.of(
                new GgufValue.Whole(ValueType.INT32, 2),
                new GgufValue.Whole(ValueType.INT32, 0),
                new GgufValue.Whole(ValueType.INT32, 8)));
    assertThat(
            facts(Map.of("qwen2.attention.head_count", GgufValue.Whole.uint32(8)))
                .perBlock("attention.head_count"))
        .contains(List.of(8L, 8L, 8L));
    assertThat(facts(Map.of("qwen2.attention.head_count", own)).perBlock("attention.head_count"))
        .contains(List.of(2L, 0L, 8L));
    assertThat(facts(Map.of()).perBlock("attention.head_count")).isEmpty();
  }

  @Test
  @DisplayName("refuse arrays that leave blocks without a number")
  void tooShort() {
    GgufValue two =
        new GgufValue.Elements(
            ValueType.BOOL, List.of(new GgufValue.Flag(true), new GgufValue.Flag(false)));
    ModelFacts facts = facts(Map.of("qwen2.attention.sliding_window_pattern", two));
    assertThatExceptionOfType(MetadataException.class)
        .isThrownBy(() -> facts.flagPerBlock("attention.sliding_window_pattern"))
        .withMessage(
            "metadata key 'qwen2.attention.sliding_window_pattern' has 2 elements; 3 blocks need"
                + " one each");
  }

  @Test
  @DisplayName("refuse numbers of blocks that llama.cpp refuses")
  void blocks() {
    for (long blocks : new long[] {0, 513, 0xFFFF_FFFFL}) {
      ModelFacts facts = facts(Map.of("qwen2.block_count", GgufValue.Whole.uint32(blocks)));
      assertThatExceptionOfType(MetadataException.class)
          .isThrownBy(facts::blockCount)
          .withMessageContaining("is " + blocks + "; 1 to 512 is allowed");
    }
  }

  @Test
  @DisplayName("count weights, bytes and tokens")
  void counts() {
    ModelFacts facts = facts(Map.of());
    assertThat(facts.parameterCount()).isEqualTo(6_400);
    assertThat(facts.tensorBytes()).isEqualTo(12_800);
    assertThat(facts.vocabularySize()).hasValue(100);
    assertThat(facts.hasTiedEmbeddings()).isTrue();
    GgufValue tokens = new GgufValue.Unread(ValueType.STRING, 250_000, 0, 2_000_000);
    assertThat(facts(Map.of(GgufKeys.TOKENS, tokens)).vocabularySize()).hasValue(250_000);
  }

  @Test
  @DisplayName("name the type that the file says to be of")
  void fileType() {
    assertThat(facts(Map.of(GgufKeys.FILE_TYPE, GgufValue.Whole.uint32(15))).fileType())
        .contains(QuantizationType.Q4_K_M);
    assertThat(facts(Map.of(GgufKeys.FILE_TYPE, GgufValue.Whole.uint32(4))).fileType()).isEmpty();
    assertThat(facts(Map.of()).fileType()).isEmpty();
  }

  @Test
  @DisplayName("need an architecture")
  void architecture() {
    assertThatExceptionOfType(MetadataException.class)
        .isThrownBy(() -> ModelFacts.of(Metadata.EMPTY, List.of()))
        .withMessageContaining("'general.architecture' is missing");
  }

  @Nested
  @DisplayName("have tensors")
  class Tensors {

    @Test
    @DisplayName("of rows, elements and bytes")
    void sizes() {
      TensorInfo tensor = new TensorInfo("t", List.of(256L, 3L, 2L), TensorType.Q4_K);
      assertThat(tensor.rowLength()).isEqualTo(256);
      assertThat(tensor.rows()).isEqualTo(6);
      assertThat(tensor.elements()).isEqualTo(1_536);
      assertThat(tensor.bytes()).isEqualTo(6 * 144);
      assertThat(tensor.dimension(2)).isEqualTo(2);
      assertThat(tensor.dimension(3)).isEqualTo(1);
    }

    @Test
    @DisplayName("whose trailing ones do not count")
    void trailingOnes() {
      assertThat(significant(5L, 1L, 1L)).containsExactly(5L);
      assertThat(significant(5L, 1L, 2L)).containsExactly(5L, 1L, 2L);
      assertThat(significant(1L, 1L)).containsExactly(1L);
      assertThat(significant()).containsExactly(1L);
    }

    private List<Long> significant(Long... dimensions) {
      return new TensorInfo("t", List.of(dimensions), TensorType.F32).significantDimensions();
    }

    @Test
    @DisplayName("with names of at most 63 bytes")
    void names() {
      assertThat(new TensorInfo("é".repeat(31), List.of(), TensorType.F32).elements()).isOne();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TensorInfo("é".repeat(32), List.of(), TensorType.F32))
          .withMessage("a tensor's name of 64 bytes; at most 63 are allowed");
    }
  }

  @Nested
  @DisplayName("in a file")
  class InAFile {

    @Test
    @DisplayName("lie one after the other, padded")
    void placed() {
      GgufHeader header =
          new GgufHeader(
              3, Metadata.EMPTY, List.of(EMBEDDING, EMBEDDING.as(TensorType.F32)), 64, 100);
      assertThat(header.dataOffset()).isEqualTo(128);
      assertThat(header.placedTensors().stream().map(PlacedTensor::position))
          .containsExactly(128L, 128L + 12_800);
      assertThat(header.fileLength()).isEqualTo(128 + 12_800 + 25_600);
    }

    @Test
    @DisplayName("take as many bytes as are written")
    void recordSizes() {
      assertThat(Layout.entryBytes("llama.block_count", GgufValue.Whole.uint32(1)))
          .isEqualTo(16 + 17);
      assertThat(Layout.entryBytes("a", GgufValue.Text.of("bcd"))).isEqualTo(20 + 1 + 3);
      assertThat(Layout.recordBytes(EMBEDDING)).isEqualTo(24 + 17 + 16);
      assertThat(Layout.padded(0, 32)).isZero();
      assertThat(Layout.padded(33, 32)).isEqualTo(64);
    }
  }

  @Nested
  @DisplayName("of several files")
  class OfSeveralFiles {

    @Test
    @DisplayName("are told from their names")
    void names() {
      assertThat(SplitName.of("a-b-00002-of-00010.gguf")).contains(new SplitName("a-b", 2, 10));
      assertThat(new SplitName("a", 2, 3).part(3)).hasToString("a-00003-of-00003.gguf");
      for (String other :
          List.of(
              "a.gguf",
              "a-0001-of-0002.gguf",
              "-00001-of-00002.gguf",
              "a-00003-of-00002.gguf",
              "a-00000-of-00002.gguf",
              "a-00001-of-00002.gguf.part")) {
        assertThat(SplitName.of(other)).as(other).isEmpty();
      }
    }
  }

  /** A model of three blocks. */
  private static ModelFacts facts(Map<String, GgufValue> more) {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    entries.put(GgufKeys.ARCHITECTURE, GgufValue.Text.of("qwen2"));
    entries.put("qwen2.block_count", GgufValue.Whole.uint32(3));
    entries.putAll(more);
    return ModelFacts.of(new Metadata(entries), List.of(EMBEDDING));
  }
}
