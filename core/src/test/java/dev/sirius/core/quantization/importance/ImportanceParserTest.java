package dev.sirius.core.quantization.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sirius.core.gguf.GgufBytes;
import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.InMemoryBytes;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.quantization.TensorType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("an importance matrix")
class ImportanceParserTest {

  private static ImportanceMatrix parse(byte[] bytes) {
    return ImportanceParser.parse(new InMemoryBytes(bytes));
  }

  private static TensorInfo tensor(String name, Long... dimensions) {
    return new TensorInfo(name, List.of(dimensions), TensorType.F16);
  }

  private static GgufBytes floats(GgufBytes bytes, float... values) {
    for (float value : values) {
      bytes.u32(Float.floatToRawIntBits(value));
    }
    return bytes;
  }

  @Nested
  @DisplayName("in a GGUF file")
  class Gguf {

    private byte[] experts() {
      GgufBytes bytes =
          GgufBytes.header(3, 2, 3)
              .array("imatrix.datasets", ValueType.STRING, 2)
              .text("wiki.txt")
              .text("more.txt")
              .entry("imatrix.chunk_count", 40)
              .entry("imatrix.chunk_size", 512)
              .tensor("e.weight.counts", 0, 0, 1, 2)
              .tensor("e.weight.in_sum2", 0, 32, 3, 2)
              .pad(32);
      floats(bytes, 4, 0).pad(32);
      return floats(bytes, 4, 8, 2, 7, 7, 7).pad(32).bytes();
    }

    @Test
    @DisplayName("gives each column its mean, and every column of an unused expert 1")
    void means() {
      ImportanceMatrix matrix = parse(experts());

      assertThat(matrix.of(tensor("e.weight", 3L, 5L, 2L)))
          .hasValueSatisfying(values -> assertThat(values).containsExactly(1, 2, 0.5f, 1, 1, 1));
      assertThat(matrix.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("is noted in the file that is made with it, cut to 127 bytes")
    void notes() {
      assertThat(parse(experts()).notes("m".repeat(200)).keySet())
          .containsExactly(
              "quantize.imatrix.file",
              "quantize.imatrix.dataset",
              "quantize.imatrix.entries_count",
              "quantize.imatrix.chunks_count");
      assertThat(parse(experts()).notes("m".repeat(200)).get("quantize.imatrix.file"))
          .hasToString("m".repeat(127));
    }

    @Test
    @DisplayName("needs sums and counts of the same tensors")
    void mismatched() {
      byte[] bytes =
          floats(GgufBytes.header(3, 1, 0).tensor("e.weight.in_sum2", 0, 0, 2).pad(32), 1, 2)
              .pad(32)
              .bytes();

      assertThatExceptionOfType(ImportanceException.class)
          .isThrownBy(() -> parse(bytes))
          .withMessageContaining("sums without counts");
    }

    @Test
    @DisplayName("is refused when it ends too early, wherever that is")
    void truncated() {
      byte[] whole = experts();
      int data = whole.length - 8;
      for (int length = 4; length < data; length++) {
        byte[] part = Arrays.copyOf(whole, length);

        assertThatExceptionOfType(RuntimeException.class)
            .isThrownBy(() -> parse(part))
            .isInstanceOfAny(ImportanceException.class, GgufException.class);
      }
    }
  }

  @Nested
  @DisplayName("in the older form")
  class Older {

    private byte[] list() {
      GgufBytes bytes = new GgufBytes().u32(2).u32(8).raw("a.weight").u32(4).u32(2);
      floats(bytes, 4, 10).u32(8).raw("b.weight").u32(0).u32(1);
      return floats(bytes, 3).u32(25).u32(8).raw("wiki.txt").bytes();
    }

    @Test
    @DisplayName("keeps means times calls; without calls they are as they are")
    void means() {
      ImportanceMatrix matrix = parse(list());

      assertThat(matrix.of(tensor("a.weight", 2L, 9L)))
          .hasValueSatisfying(values -> assertThat(values).containsExactly(1, 2.5f));
      assertThat(matrix.of(tensor("b.weight", 1L, 9L)))
          .hasValueSatisfying(values -> assertThat(values).containsExactly(3));
      assertThat(matrix.notes("x").get("quantize.imatrix.dataset")).hasToString("wiki.txt");
    }

    @Test
    @DisplayName("may lack its tail, but nothing else")
    void truncated() {
      byte[] whole = list();
      int tail = whole.length - 16;

      assertThat(parse(Arrays.copyOf(whole, tail)).size()).isEqualTo(2);
      for (int length = 0; length < tail; length++) {
        byte[] part = Arrays.copyOf(whole, length);

        assertThatExceptionOfType(ImportanceException.class)
            .isThrownBy(() -> parse(part))
            .withMessageStartingWith("test.gguf ");
      }
    }

    @Test
    @DisplayName("is not believed what it cannot hold")
    void hostile() {
      byte[] hugeName = new GgufBytes().u32(1).u32(0x7FFFFFFF).raw("a").bytes();
      byte[] negative = new GgufBytes().u32(1).u32(0xFFFFFFFFL).raw("a").bytes();
      byte[] hugeCount = new GgufBytes().u32(1).u32(1).raw("a").u32(1).u32(0x7FFFFFFF).bytes();

      for (byte[] bytes : List.of(hugeName, negative, hugeCount)) {
        assertThatExceptionOfType(ImportanceException.class).isThrownBy(() -> parse(bytes));
      }
    }

    @Test
    @DisplayName("must hold finite numbers from 0 on")
    void notFinite() {
      for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1}) {
        byte[] bytes = floats(new GgufBytes().u32(1).u32(1).raw("a").u32(1).u32(1), value).bytes();

        assertThatExceptionOfType(ImportanceException.class)
            .isThrownBy(() -> parse(bytes))
            .withMessageContaining("finite numbers from 0 on are needed");
      }
    }
  }

  @Test
  @DisplayName("of another model's width is refused, but for the embedding table")
  void otherWidth() {
    ImportanceMatrix matrix =
        new ImportanceMatrix(
            java.util.Map.of(
                "a.weight", new float[] {1, 2}, "token_embd.weight", new float[] {1, 2}),
            java.util.Optional.empty(),
            0);

    assertThatIllegalArgumentException().isThrownBy(() -> matrix.of(tensor("a.weight", 3L, 2L)));
    assertThat(matrix.of(tensor("token_embd.weight", 3L, 2L))).isEmpty();
    assertThat(matrix.of(tensor("c.weight", 3L, 2L))).isEmpty();
  }
}
