package dev.sirius.core.quantization.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.quantization.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every set of codecs has to keep: the bytes that the reference wrote. Where they come from is
 * told in {@code known-blocks/README.md} of the test resources.
 */
public abstract class KnownBlocksContract {

  private static final int ROWS_OF_EACH_KIND = 13;
  private static final int ROWS_OF_EACH_KIND_IN_SMALL_BLOCKS = 2;

  /** The codecs to be held to it. */
  protected abstract BlockCodecs codecs();

  @Test
  @DisplayName("the numbers are those that the reference was given")
  void sameNumbers() {
    assertThat(sha256(KnownNumbers.ofAllKinds(ROWS_OF_EACH_KIND))).isEqualTo(known("numbers"));
    assertThat(sha256(KnownNumbers.ofAllKinds(ROWS_OF_EACH_KIND_IN_SMALL_BLOCKS)))
        .isEqualTo(known("numbers.small"));
    assertThat(sha256(KnownNumbers.importance())).isEqualTo(known("importance"));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K",
        "Q6_K", "IQ4_NL", "IQ4_XS"
      })
  @DisplayName("all numbers at once become the bytes that the reference wrote")
  void encodesAll(TensorType type) {
    float[] numbers = KnownNumbers.ofAllKinds(rowsOfEachKind(type));
    byte[] blocks = new byte[Math.toIntExact(type.bytes(numbers.length))];

    codecs().encoder(type).orElseThrow().encode(numbers, 0, numbers.length, blocks, 0);

    assertSame(type, blocks, Arrays.copyOf(knownBlocks(type), blocks.length));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K",
        "Q6_K", "IQ4_NL", "IQ4_XS"
      })
  @DisplayName("rows with importance become the bytes that the reference wrote")
  void encodesByImportance(TensorType type) {
    float[] numbers = KnownNumbers.ofAllKinds(rowsOfEachKind(type));
    float[] importance = KnownNumbers.importance();
    byte[] known = knownBlocks(type);
    byte[] blocks = new byte[known.length / 2];
    int rowBytes = Math.toIntExact(type.bytes(KnownNumbers.ROW));
    BlockEncoder encoder = codecs().encoder(type).orElseThrow();

    for (int row = 0; row < numbers.length / KnownNumbers.ROW; row++) {
      encoder.encodeRow(
          numbers, row * KnownNumbers.ROW, KnownNumbers.ROW, importance, 0, blocks, row * rowBytes);
    }

    assertSame(type, blocks, Arrays.copyOfRange(known, blocks.length, known.length));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K",
        "Q6_K", "IQ4_NL", "IQ4_XS", "MXFP4", "NVFP4", "Q1_0", "Q2_0"
      })
  @DisplayName("blocks become the very numbers that the reference reads in them")
  void decodes(TensorType type) {
    byte[] blocks = knownBlocks(type);
    int count = blocks.length / type.blockBytes() * type.blockElements();
    float[] numbers = new float[count];

    codecs().decoder(type).orElseThrow().decode(blocks, 0, numbers, 0, count);

    assertThat(sha256(numbers)).isEqualTo(known(type + ".decoded"));
  }

  /** Names the first block that differs, and of which numbers it is made. */
  private static void assertSame(TensorType type, byte[] blocks, byte[] known) {
    int at = Arrays.mismatch(known, blocks);
    if (at >= 0) {
      int block = at / type.blockBytes();
      int row = block * type.blockElements() / KnownNumbers.ROW;
      KnownNumbers kind = List.of(KnownNumbers.values()).get(row / rowsOfEachKind(type));
      int from = block * type.blockBytes();
      HexFormat hex = HexFormat.of();
      assertThat(hex.formatHex(blocks, from, from + type.blockBytes()))
          .as("block %d of %s, numbers %s", block, type, kind)
          .isEqualTo(hex.formatHex(known, from, from + type.blockBytes()));
    }
  }

  private static int rowsOfEachKind(TensorType type) {
    return type.blockElements() == KnownNumbers.ROW
        ? ROWS_OF_EACH_KIND
        : ROWS_OF_EACH_KIND_IN_SMALL_BLOCKS;
  }

  /** The blocks of all numbers, followed by those of the same numbers with importance. */
  private static byte[] knownBlocks(TensorType type) {
    try (InputStream file = resource(type + ".gz");
        InputStream unzipped = new GZIPInputStream(file)) {
      return unzipped.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String known(String name) {
    Properties sums = new Properties();
    try (InputStream file = resource("sums.properties")) {
      sums.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sums.getProperty(name);
  }

  private static InputStream resource(String name) throws IOException {
    InputStream file = KnownBlocksContract.class.getResourceAsStream("/known-blocks/" + name);
    if (file == null) {
      throw new IOException("/known-blocks/" + name + " is not among the test resources");
    }
    return file;
  }

  /** The SHA-256 of the numbers as little-endian floats. */
  static String sha256(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
