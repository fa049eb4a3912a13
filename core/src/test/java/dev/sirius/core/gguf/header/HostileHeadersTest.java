package dev.sirius.core.gguf.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.core.gguf.GgufBytes;
import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.InMemoryBytes;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.gguf.port.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("hostile bytes")
class HostileHeadersTest {

  private static final int CASES = 20_000;

  @Test
  @DisplayName("at random are refused as what they are")
  void randomBytes() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        byte[] head = GgufBytes.header(3, random.nextInt(3), random.nextInt(3)).bytes();
        System.arraycopy(head, 0, bytes, 0, Math.min(bytes.length, head.length));
      }
      readOrRefuse(bytes);
    }
  }

  @Test
  @DisplayName("cut off anywhere are refused, with a message that says so")
  void everyPrefix() {
    byte[] whole =
        GgufBytes.header(3, 2, 4)
            .entry("general.architecture", "llama")
            .entry("number", 5)
            .array("numbers", ValueType.UINT16, 3)
            .zeros(6)
            .array("texts", ValueType.STRING, 2)
            .text("one")
            .text("two")
            .tensor("a", 0, 0, 3)
            .tensor("b", 8, 32, 32, 2)
            .pad(32)
            .bytes();
    assertThat(HeaderParser.parse(new InMemoryBytes(whole)).tensors()).hasSize(2);
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(GgufException.class)
          .as("the first %d bytes", length)
          .isThrownBy(() -> HeaderParser.parse(new InMemoryBytes(prefix)))
          .withMessageMatching(".*(no GGUF|cut short|left in the file).*");
    }
  }

  @Test
  @DisplayName(
      "made of valid headers with single bytes, words and runs changed are read or refused")
  void mutations() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    RandomHeaders headers = new RandomHeaders(2);
    long[] words = {0, 1, -1, 3, 1L << 31, 1L << 32, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE};
    int read = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = render(headers.next());
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> put(bytes, at, words[random.nextInt(words.length)]);
        default -> bytes = without(bytes, at, random.nextInt(16));
      }
      read += readOrRefuse(bytes) ? 1 : 0;
    }
    assertThat(read).as("some changes do no harm").isBetween(CASES / 100, CASES * 99 / 100);
  }

  @Test
  @DisplayName("of 10 KB never make the reader allocate more than 64 MiB")
  void allocation() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    GgufBytes entries = GgufBytes.header(3, 0, 600);
    for (int i = 0; i < 600; i++) {
      entries.key(Integer.toString(i, 36), ValueType.BOOL).u8(1);
    }
    GgufBytes arrays = GgufBytes.header(3, 0, 2).array("a", ValueType.BOOL, 4_000).zeros(4_000);
    arrays.array("b", ValueType.STRING, 600).zeros(4_800);
    GgufBytes tensors = GgufBytes.header(3, 380, 0);
    for (int i = 0; i < 380; i++) {
      tensors.tensor(Integer.toString(i, 36), 0, i * 32L);
    }
    GgufBytes lengths =
        GgufBytes.header(3, 0, 1).array("c", ValueType.STRING, 1 << 30).zeros(9_000);
    for (GgufBytes bytes : new GgufBytes[] {entries, arrays, tensors.pad(32), lengths}) {
      byte[] hostile = bytes.bytes();
      assertThat(hostile.length).isLessThan(10_240);
      long before = threads.getCurrentThreadAllocatedBytes();
      readOrRefuse(hostile);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4L << 20);
    }
  }

  @Test
  @DisplayName("without end are refused before they fill the memory")
  void endless() {
    byte[] text = new byte[1 << 20];
    byte[] head = GgufBytes.header(3, 0, 1_000_000_000L).bytes();
    // every entry: a key of its own, and a text of 1 MiB
    ByteSource source =
        new ByteSource() {
          private static final int ENTRY = 8 + 8 + 4 + 8 + (1 << 20);

          @Override
          public String name() {
            return "test.gguf";
          }

          @Override
          public long length() {
            return Long.MAX_VALUE;
          }

          @Override
          public int read(long position, byte[] into, int offset, int count) {
            for (int i = 0; i < count; i++) {
              into[offset + i] = at(position + i);
            }
            return count;
          }

          private byte at(long position) {
            if (position < head.length) {
              return head[(int) position];
            }
            long inEntry = (position - head.length) % ENTRY;
            long number = (position - head.length) / ENTRY;
            if (inEntry < 28) {
              byte[] start =
                  new GgufBytes()
                      .text(String.format("%08d", number))
                      .u32(8)
                      .u64(text.length)
                      .bytes();
              return start[(int) inEntry];
            }
            return 0;
          }
        };
    assertThatExceptionOfType(GgufException.class)
        .isThrownBy(() -> HeaderParser.parse(source))
        .withMessageContaining("holds more than the 48 MiB that are kept of one");
  }

  /** Whether the bytes could be read; anything thrown but a refusal fails the test. */
  private static boolean readOrRefuse(byte[] bytes) {
    try {
      GgufHeader header = HeaderParser.parse(new InMemoryBytes(bytes));
      header.placedTensors();
      return true;
    } catch (GgufException refusal) {
      assertThat(refusal.getMessage()).doesNotContain("\n").hasSizeLessThan(1_000);
      return false;
    }
  }

  private static byte[] render(GgufHeader header) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HeaderRenderer.render(header, (position, into, offset, count) -> {}, out);
    return out.toByteArray();
  }

  private static void put(byte[] bytes, int at, long word) {
    for (int i = 0; i < 8 && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (word >>> (8 * i));
    }
  }

  private static byte[] without(byte[] bytes, int at, int count) {
    int end = Math.min(bytes.length, at + count);
    byte[] rest = Arrays.copyOf(bytes, bytes.length - (end - at));
    System.arraycopy(bytes, end, rest, at, bytes.length - end);
    return rest;
  }
}
