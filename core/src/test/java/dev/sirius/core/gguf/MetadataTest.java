package dev.sirius.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("metadata")
class MetadataTest {

  private final Metadata metadata = metadata();

  private static Metadata metadata() {
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    entries.put("text", GgufValue.Text.of("llama"));
    entries.put("whole", GgufValue.Whole.uint32(7));
    entries.put("negative", new GgufValue.Whole(ValueType.INT8, -1));
    entries.put("huge", new GgufValue.Whole(ValueType.UINT64, -1));
    entries.put("real", new GgufValue.Float32(0.5f));
    entries.put("flag", new GgufValue.Flag(true));
    entries.put(
        "list",
        new GgufValue.Elements(
            ValueType.UINT32, List.of(GgufValue.Whole.uint32(4), GgufValue.Whole.uint32(0))));
    entries.put("unread", new GgufValue.Unread(ValueType.STRING, 250_000, 100, 3_000_000));
    return new Metadata(entries);
  }

  @Test
  @DisplayName("gives values of the kind that is asked for")
  void values() {
    assertThat(metadata.string("text")).contains("llama");
    assertThat(metadata.uint("whole")).hasValue(7);
    assertThat(metadata.real("real")).hasValue(0.5);
    assertThat(metadata.real("huge")).hasValue(0x1p64);
    assertThat(metadata.flag("flag")).contains(true);
    assertThat(metadata.count("unread")).hasValue(250_000);
  }

  @Test
  @DisplayName("gives one number where an array is asked for as an array of one")
  void scalarsAsArrays() {
    assertThat(metadata.uints("list")).contains(List.of(4L, 0L));
    assertThat(metadata.uints("whole")).contains(List.of(7L));
    assertThat(metadata.flags("list")).contains(List.of(true, false));
    assertThat(metadata.flags("flag")).contains(List.of(true));
  }

  @Test
  @DisplayName("gives nothing for a key that is not there")
  void absent() {
    assertThat(metadata.string("none")).isEmpty();
    assertThat(metadata.uint("none")).isEmpty();
    assertThat(metadata.uints("none")).isEmpty();
    assertThat(metadata.real("none")).isEmpty();
    assertThat(metadata.flag("none")).isEmpty();
    assertThat(metadata.count("none")).isEmpty();
  }

  @Test
  @DisplayName("says what it has instead of what is asked for")
  void wrongKind() {
    assertWrong(() -> metadata.uint("text"), "metadata key 'text' is string 'llama'; a whole");
    assertWrong(() -> metadata.uint("negative"), "is i8 '-1'; a whole number from 0 to 2^63 - 1");
    assertWrong(() -> metadata.uint("huge"), "is u64 '18446744073709551615'");
    assertWrong(() -> metadata.uint("list"), "is array '[4, 0]'");
    assertWrong(() -> metadata.string("whole"), "is u32 '7'; a text is needed");
    assertWrong(() -> metadata.flag("whole"), "true or false is needed");
    assertWrong(() -> metadata.real("flag"), "a number is needed");
    assertWrong(() -> metadata.count("whole"), "an array is needed");
    assertWrong(() -> metadata.uints("unread"), "250000 elements that were not read");
  }

  @Test
  @DisplayName("keeps its order, and puts at the end what is set anew")
  void order() {
    assertThat(metadata.keys()).startsWith("text", "whole").endsWith("list", "unread");
    assertThat(metadata.with("text", new GgufValue.Flag(false)).keys())
        .startsWith("whole")
        .endsWith("unread", "text");
    assertThat(metadata.without(List.of("whole", "none")).keys())
        .startsWith("text", "negative")
        .hasSize(7);
  }

  @Nested
  @DisplayName("holds no value")
  class HoldsNoValue {

    @Test
    @DisplayName("outside of its type")
    void ranges() {
      assertIllegal(() -> new GgufValue.Whole(ValueType.UINT8, 256), "the number 256 is no u8");
      assertIllegal(() -> new GgufValue.Whole(ValueType.INT16, 32_768), "is no i16");
      assertIllegal(() -> new GgufValue.Whole(ValueType.UINT32, -1), "is no u32");
      assertIllegal(() -> new GgufValue.Whole(ValueType.BOOL, 1), "is no bool");
    }

    @Test
    @DisplayName("of mixed or nested elements")
    void elements() {
      assertIllegal(
          () -> new GgufValue.Elements(ValueType.BOOL, List.of(GgufValue.Whole.uint32(1))),
          "an element of type u32 in an array of bool");
      assertIllegal(() -> new GgufValue.Elements(ValueType.ARRAY, List.of()), "an array of arrays");
      assertIllegal(() -> new GgufValue.Unread(ValueType.UINT8, -1, 0, 0), "0 or more is allowed");
    }
  }

  @Test
  @DisplayName("has texts that are equal when their bytes are")
  void texts() {
    byte[] broken = {'a', (byte) 0xFF, 0, 'b'};
    assertThat(GgufText.of(broken)).isEqualTo(GgufText.of(broken.clone()));
    assertThat(GgufText.of(broken)).isNotEqualTo(GgufText.of("a\uFFFD\0b"));
    assertThat(GgufText.of(broken).value()).isEqualTo("a\uFFFD\0b");
    assertThat(GgufText.of("ab\0cd").upToNul()).isEqualTo(GgufText.of("ab"));
  }

  private static void assertWrong(ThrowingCallable call, String message) {
    assertThatExceptionOfType(MetadataException.class)
        .isThrownBy(call)
        .withMessageContaining(message);
  }

  private static void assertIllegal(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
  }
}
