package dev.sirius.core.gguf.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.core.gguf.GgufBytes;
import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.InMemoryBytes;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.quantization.TensorType;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a header's bytes")
class HeaderParserTest {

  private static final long TWO_TO_THE_63 = Long.MIN_VALUE;

  @Nested
  @DisplayName("are read")
  class AreRead {

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    @DisplayName("in versions 2 and 3")
    void versions(int version) {
      GgufHeader header =
          parse(
              GgufBytes.header(version, 1, 1)
                  .entry("a", 7)
                  .tensor("t", TensorType.Q8_0.code(), 0, 64, 3)
                  .pad(32));
      assertThat(header.version()).isEqualTo(version);
      assertThat(header.metadata().uint("a")).hasValue(7);
      assertThat(header.tensors())
          .containsExactly(new TensorInfo("t", List.of(64L, 3L), TensorType.Q8_0));
    }

    @Test
    @DisplayName("with values of every type at their limits")
    void allTypes() {
      GgufBytes bytes = GgufBytes.header(3, 0, 12);
      bytes.key("u8", ValueType.UINT8).u8(0xFF).key("i8", ValueType.INT8).u8(0x80);
      bytes.key("u16", ValueType.UINT16).u16(0xFFFF).key("i16", ValueType.INT16).u16(0x8000);
      bytes.key("u32", ValueType.UINT32).u32(-1).key("i32", ValueType.INT32).u32(1L << 31);
      bytes.key("u64", ValueType.UINT64).u64(-1).key("i64", ValueType.INT64).u64(-1);
      bytes.key("f32", ValueType.FLOAT32).u32(Float.floatToRawIntBits(1.5f));
      bytes.key("f64", ValueType.FLOAT64).u64(Double.doubleToRawLongBits(-2.5));
      bytes.key("yes", ValueType.BOOL).u8(2).key("no", ValueType.BOOL).u8(0);

      var metadata = parse(bytes).metadata();

      assertThat(metadata.entries().values().stream().map(Object::toString))
          .containsExactly(
              "255",
              "-128",
              "65535",
              "-32768",
              "4294967295",
              "-2147483648",
              "18446744073709551615",
              "-1",
              "1.5",
              "-2.5",
              "true",
              "false");
    }

    @Test
    @DisplayName("with empty texts and arrays, and tensors of one, of no, and of four dimensions")
    void empties() {
      GgufHeader header =
          parse(
              GgufBytes.header(3, 4, 2)
                  .entry("text", "")
                  .array("list", ValueType.STRING, 0)
                  .tensor("one", 0, 0)
                  .tensor("none", 0, 32, 0, 5)
                  .tensor("four", 0, 32, 1, 2, 3, 4)
                  .tensor("", 0, 128, 1)
                  .pad(32));
      assertThat(header.metadata().string("text")).contains("");
      assertThat(header.metadata().count("list")).hasValue(0);
      assertThat(header.tensors().stream().map(TensorInfo::elements))
          .containsExactly(1L, 0L, 24L, 1L);
    }

    @Test
    @DisplayName("whatever stands in their texts")
    void notUtf8() {
      byte[] text = {(byte) 0xFF, 0, 'a'};
      GgufHeader header = parse(GgufBytes.header(3, 0, 1).key("k", ValueType.STRING).text(text));
      assertThat(header.metadata().get("k").orElseThrow())
          .isInstanceOfSatisfying(
              GgufValue.Text.class, value -> assertThat(value.text().bytes()).isEqualTo(text));
    }

    @Test
    @DisplayName("without padding when there are no tensors")
    void noTensors() {
      GgufHeader header = parse(GgufBytes.header(3, 0, 1).entry("a", 1));
      assertThat(header.length()).isEqualTo(24 + 8 + 1 + 4 + 4);
      assertThat(header.dataOffset()).isEqualTo(64);
    }

    @Test
    @DisplayName("at the alignment that they state")
    void alignment() {
      GgufHeader header =
          parse(
              GgufBytes.header(3, 2, 1)
                  .entry(GgufKeys.ALIGNMENT, 128)
                  .tensor("a", 0, 0, 1)
                  .tensor("b", 0, 128, 1)
                  .pad(128));
      assertThat(header.alignment()).isEqualTo(128);
      assertThat(header.placedTensors().get(1).position()).isEqualTo(header.dataOffset() + 128);
      assertThat(header.fileLength()).isEqualTo(header.dataOffset() + 256);
    }

    @Test
    @DisplayName("keeping small arrays, and of large ones their number and place")
    void arrays() {
      GgufBytes bytes = GgufBytes.header(3, 0, 3).array("small", ValueType.INT32, 2).u32(-1).u32(5);
      bytes.array("large", ValueType.UINT16, 5_000);
      int start = bytes.size();
      bytes.zeros(10_000).array("long texts", ValueType.STRING, 3);
      for (int i = 0; i < 3; i++) {
        bytes.text("x".repeat(40_000));
      }
      var metadata = parse(bytes).metadata();
      assertThat(metadata.get("small"))
          .contains(
              new GgufValue.Elements(
                  ValueType.INT32,
                  List.of(
                      new GgufValue.Whole(ValueType.INT32, -1),
                      new GgufValue.Whole(ValueType.INT32, 5))));
      assertThat(metadata.get("large"))
          .contains(new GgufValue.Unread(ValueType.UINT16, 5_000, start, 10_000));
      assertThat(metadata.get("long texts"))
          .contains(
              new GgufValue.Unread(
                  ValueType.STRING, 3, start + 10_000 + 8 + 10 + 4 + 12, 3 * 40_008));
    }

    @Test
    @DisplayName("over the buffer's end and in pieces as small as one byte")
    void inPieces() {
      GgufBytes bytes = GgufBytes.header(3, 0, 3).array("words", ValueType.STRING, 50_000);
      for (int i = 0; i < 50_000; i++) {
        bytes.text("word " + i);
      }
      bytes.entry("long", "y".repeat(300_000)).entry("last", 3);
      InMemoryBytes whole = new InMemoryBytes(bytes.bytes());
      GgufHeader inPieces = HeaderParser.parse(new InPieces(whole));
      assertThat(inPieces).isEqualTo(HeaderParser.parse(whole));
      assertThat(inPieces.metadata().uint("last")).hasValue(3);
      assertThat(inPieces.metadata().string("long").orElseThrow()).hasSize(300_000);
    }
  }

  @Nested
  @DisplayName("are refused")
  class AreRefused {

    @Test
    @DisplayName("when the magic number or the version is another")
    void magicAndVersion() {
      assertRefused(new GgufBytes().raw("GGML").u32(3).u64(0).u64(0), "this is no GGUF file");
      assertRefused(new GgufBytes().raw("GG"), "this is no GGUF file");
      assertRefused(GgufBytes.header(0, 0, 0), "is 0; 2 and 3 are known");
      assertRefused(GgufBytes.header(1, 0, 0), "is 1, which llama.cpp reads no more");
      assertRefused(GgufBytes.header(4, 0, 0), "is 4; 2 and 3 are known");
      assertRefused(GgufBytes.header(3 << 24, 0, 0), "big-endian");
      assertRefused(GgufBytes.header(-1, 0, 0), "is 4294967295");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, TWO_TO_THE_63, Long.MAX_VALUE, 1L << 40, 4})
    @DisplayName("when a count is more than the file can hold")
    void counts(long count) {
      assertRefused(GgufBytes.header(3, count, 0).zeros(40), "the tensor count")
          .withMessageContaining("is " + Long.toUnsignedString(count) + ", more than");
      assertRefused(GgufBytes.header(3, 0, count).zeros(40), "the metadata count");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, TWO_TO_THE_63, Long.MAX_VALUE, (1L << 30) + 1, 1L << 30, 100})
    @DisplayName("when a length is more than the file can hold")
    void lengths(long length) {
      assertRefused(GgufBytes.header(3, 0, 1).u64(length).zeros(50), "a metadata key at byte 24");
      assertRefused(
          GgufBytes.header(3, 0, 1).key("k", ValueType.STRING).u64(length).zeros(50),
          "the value of 'k'");
      assertRefused(
          GgufBytes.header(3, 0, 1).array("k", ValueType.STRING, length).zeros(50),
          "the value of 'k'");
      assertRefused(
          GgufBytes.header(3, 0, 1).array("k", ValueType.UINT8, length).zeros(50),
          "the value of 'k'");
      assertRefused(
          GgufBytes.header(3, 0, 1).array("k", ValueType.STRING, 1).u64(length).zeros(50),
          "the value of 'k'");
      assertRefused(GgufBytes.header(3, 1, 0).u64(length).zeros(50), "a tensor's name");
    }

    @Test
    @DisplayName("when a text in a large array is longer than the file")
    void textInALargeArray() {
      GgufBytes bytes = GgufBytes.header(3, 0, 1).array("k", ValueType.STRING, 5_000);
      for (int i = 0; i < 4_999; i++) {
        bytes.text("x");
      }
      assertRefused(bytes.u64(TWO_TO_THE_63), "a text of 9223372036854775808 bytes");
    }

    @Test
    @DisplayName("when keys are empty, twice there, or no text")
    void keys() {
      assertRefused(GgufBytes.header(3, 0, 1).entry("", 1), "has 0 bytes; 1 to 65535");
      assertRefused(GgufBytes.header(3, 0, 1).entry("k".repeat(65_536), 1), "has 65536 bytes");
      assertRefused(GgufBytes.header(3, 0, 2).entry("k", 1).entry("k", 2), "'k' at byte 41")
          .withMessageContaining("is there twice");
      assertRefused(
          GgufBytes.header(3, 0, 1).text(new byte[] {(byte) 0xC0, (byte) 0x80}).u32(4).u32(1),
          "is not UTF-8");
    }

    @Test
    @DisplayName("when a value's type is unknown, or an array lies in an array")
    void valueTypes() {
      assertRefused(GgufBytes.header(3, 0, 1).text("k").u32(13).u32(0), "has the type 13");
      assertRefused(GgufBytes.header(3, 0, 1).text("k").u32(-1).u32(0), "has the type 4294967295");
      assertRefused(GgufBytes.header(3, 0, 1).text("k").u32(9).u32(13).u64(0), "has the type 13");
      assertRefused(
          GgufBytes.header(3, 0, 1).array("k", ValueType.ARRAY, 1).u32(4).u64(0),
          "is an array of arrays");
    }

    @Test
    @DisplayName("when the alignment may not be")
    void alignment() {
      for (long bytes : new long[] {0, 3, 48, 1L << 21, 0xFFFF_FFFFL}) {
        assertRefused(
            GgufBytes.header(3, 0, 1).entry(GgufKeys.ALIGNMENT, bytes),
            "is u32 '" + bytes + "'; a u32 that is a power of two");
      }
      assertRefused(
          GgufBytes.header(3, 0, 1).key(GgufKeys.ALIGNMENT, ValueType.UINT64).u64(32),
          "is u64 '32'");
      assertRefused(GgufBytes.header(3, 0, 1).entry(GgufKeys.ALIGNMENT, "32"), "is string '32'");
    }

    @Test
    @DisplayName("when a tensor's name is too long, twice there, or no text")
    void tensorNames() {
      assertRefused(
          GgufBytes.header(3, 1, 0).tensor("n".repeat(64), 0, 0, 1).pad(32),
          "has 64 bytes; at most 63 are allowed");
      assertRefused(
              GgufBytes.header(3, 2, 0).tensor("n", 0, 0, 1).tensor("n", 0, 32, 1).pad(32),
              "tensor 'n'")
          .withMessageContaining("is there twice");
      assertRefused(
          GgufBytes.header(3, 1, 0).text(new byte[] {(byte) 0xFF}).zeros(40), "is not UTF-8");
    }

    @Test
    @DisplayName("when a tensor's shape makes no sense")
    void shapes() {
      assertRefused(tensor(0, 0, 1, 1, 1, 1, 1), "has 5 dimensions; at most 4");
      assertRefused(
          GgufBytes.header(3, 1, 0).text("t").u32(-1).zeros(40), "has 4294967295 dimensions");
      assertRefused(
          GgufBytes.header(3, 1, 0).text("t").u32(1_000_000).zeros(40), "has 1000000 dimensions");
      assertRefused(tensor(0, 0, -1), "has a dimension of -1; 0 or more is allowed");
      assertRefused(tensor(0, 0, TWO_TO_THE_63), "0 or more is allowed");
      assertRefused(tensor(0, 0, 1L << 32, 1L << 31), "exceeds 2^63 - 1 bytes");
      assertRefused(tensor(0, 0, 1L << 31, 1L << 31, 1L << 2, 1L << 2), "exceeds 2^63 - 1 bytes");
      assertRefused(tensor(0, 0, 0, 1L << 32, 1L << 32), "exceeds 2^63 - 1 bytes");
      assertRefused(tensor(1, 0, 1L << 62), "exceeds 2^63 - 1 bytes");
      assertRefused(tensor(12, 0, 128), "has rows of 128 elements; q4_K needs a multiple of 256");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 31, 32, 33, 36, 37, 38, 43, -1, Integer.MIN_VALUE})
    @DisplayName("when a tensor's type stands for none")
    void tensorTypes(int code) {
      assertRefused(tensor(code, 0, 256), "which stands for none in llama.cpp v0.5.0");
    }

    @Test
    @DisplayName("when tensors leave gaps, overlap, or end beyond all files")
    void offsets() {
      assertRefused(tensor(0, 32, 1), "at offset 32; they must follow")
          .withMessageContaining("at 0");
      assertRefused(tensor(0, TWO_TO_THE_63, 1), "at offset 9223372036854775808");
      assertRefused(
              GgufBytes.header(3, 2, 0).tensor("a", 0, 0, 9).tensor("b", 0, 32, 1).pad(32),
              "tensor 'b'")
          .withMessageContaining(
              "at offset 32; they must follow those of the tensor before, at 64");
      assertRefused(
          GgufBytes.header(3, 2, 0).tensor("a", 0, 32, 1).tensor("b", 0, 0, 1).pad(32),
          "tensor 'a'");
      assertRefused(tensor(24, 0, Long.MAX_VALUE), "ends beyond 2^63 - 1 bytes");
      assertRefused(tensor(24, 0, Long.MAX_VALUE - 63), "the data end beyond 2^63 - 1 bytes");
    }

    @Test
    @DisplayName("when the file ends before the tensors' data")
    void dataBeyondTheEnd() {
      assertRefused(GgufBytes.header(3, 1, 0).tensor("t", 0, 0, 1), "the padding after the header");
    }

    private GgufBytes tensor(int type, long offset, long... dimensions) {
      return GgufBytes.header(3, 1, 0).tensor("t", type, offset, dimensions).pad(32);
    }
  }

  private static GgufHeader parse(GgufBytes bytes) {
    return HeaderParser.parse(new InMemoryBytes(bytes.bytes()));
  }

  private static ThrowableAssertAlternative<GgufException> assertRefused(
      GgufBytes bytes, String message) {
    return assertThatExceptionOfType(GgufException.class)
        .isThrownBy(() -> parse(bytes))
        .withMessageContaining(message)
        .withMessageStartingWith("test.gguf: ")
        .withMessageNotContaining("\n");
  }
}
