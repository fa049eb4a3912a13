package dev.sirius.core.gguf.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sirius.core.gguf.GgufBytes;
import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.GgufKeys;
import dev.sirius.core.gguf.GgufValue;
import dev.sirius.core.gguf.InMemoryBytes;
import dev.sirius.core.gguf.Metadata;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.quantization.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a rendered header")
class HeaderRoundTripTest {

  @Test
  @DisplayName("is read back as the same values, in the same order")
  void roundTrip() throws IOException {
    RandomHeaders headers = new RandomHeaders(7);
    for (int i = 0; i < 2_000; i++) {
      GgufHeader header = headers.next();
      GgufHeader back = parse(render(header, new byte[0]));
      assertThat(back).as("seed 7, case %d", i).isEqualTo(header);
      assertThat(back.metadata().keys()).isEqualTo(header.metadata().keys());
    }
  }

  @Test
  @DisplayName("ends where the data start")
  void endsAtTheData() throws IOException {
    RandomHeaders headers = new RandomHeaders(8);
    for (int i = 0; i < 200; i++) {
      GgufHeader header = headers.next();
      assertThat(render(header, new byte[0]).length).isEqualTo((int) header.dataOffset());
    }
  }

  @Test
  @DisplayName("copies the elements of arrays that were left unread")
  void copiesUnread() throws IOException {
    int count = HeaderParser.MOST_KEPT_ELEMENTS + 1;
    GgufBytes bytes = GgufBytes.header(3, 0, 2).array("words", ValueType.STRING, count);
    for (int i = 0; i < count; i++) {
      bytes.text("word " + i);
    }
    byte[] source = bytes.entry("last", 7).pad(32).bytes();

    GgufHeader header = parse(source);

    assertThat(header.metadata().get("words").orElseThrow()).isInstanceOf(GgufValue.Unread.class);
    assertThat(header.metadata().count("words")).hasValue(count);
    assertThat(header.metadata().uint("last")).hasValue(7);
    assertThat(render(header, source)).isEqualTo(source);
  }

  @Test
  @DisplayName("cannot hold a tensor twice")
  void tensorTwice() {
    TensorInfo tensor = new TensorInfo("a", List.of(1L), TensorType.F32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeaderRenderer.header(Metadata.EMPTY, List.of(tensor, tensor)))
        .withMessage("tensor 'a' is there twice");
  }

  @Test
  @DisplayName("cannot state an alignment that its data could not have")
  void alignment() {
    Metadata three = new Metadata(Map.of(GgufKeys.ALIGNMENT, GgufValue.Whole.uint32(3)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeaderRenderer.header(three, List.of()))
        .withMessageContaining("an alignment of 3 bytes; a power of two");
  }

  private static GgufHeader parse(byte[] bytes) {
    return HeaderParser.parse(new InMemoryBytes(bytes));
  }

  private static byte[] render(GgufHeader header, byte[] source) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HeaderRenderer.render(
        header,
        (position, into, offset, count) ->
            System.arraycopy(source, (int) position, into, offset, count),
        out);
    return out.toByteArray();
  }
}
