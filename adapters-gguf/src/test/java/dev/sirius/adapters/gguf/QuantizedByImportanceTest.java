package dev.sirius.adapters.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.gguf.port.WeightsReader;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.convert.ConversionException;
import dev.sirius.core.quantization.convert.ConversionSettings;
import dev.sirius.core.quantization.importance.ImportanceException;
import dev.sirius.core.quantization.importance.MadeUpImportances;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.usecase.QuantizeOrder;
import dev.sirius.core.usecase.QuantizeWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the small trained model, quantized with an importance matrix,")
class QuantizedByImportanceTest {

  @TempDir Path directory;

  private final GgufFiles disk = new GgufFiles();
  private final QuantizeWeights quantize = new QuantizeWeights(disk, disk, BlockCodecs.scalar());
  private Path source;

  @BeforeEach
  void makeSource() {
    source = TinyModel.in(directory);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Q2_K_S, 39d25fce140afc5d191e6e4896a32308a67893d24e145072c8f63af46ce3c983",
    "Q2_K, 1eb513a660a08378ebf3ff395aa54b0d2abeef6ab7e261f82f9cf735e74ed6e1",
    "Q3_K_M, fcdda1b3566573273b91b06d1f88c3c8c2a3d7f37b8bde7729524fa8d875dcfb",
    "Q4_K_M, 16a18f126f7550c62ee8112c37e790915475e17b3ebe60b2c1afa185bcefeebc",
    "Q5_K_M, a4caf89fb2e9e91de8656c6811a54fa904cc41e7f20e24fe7ad09cc184eea59f",
    "Q6_K, 741a356f29a6925dd153f920bdce5abde6f65e08b031fa39ca65b6c9d02726be",
    "Q4_0, f3e3880a2cfa7b93fed257ff9b5de981d00bca7416e50914acdfa91b27bd4b58",
    "Q4_1, c967d9f0797c4822da777492598d4e54deac47040bde6a7da0c2fc56ae5d094a",
    "Q5_0, 9ab6903797333166f19e951f51e650e3eca0f50ec38c54949c911a5b23fe777d",
    "Q5_1, 1ec69048528ee23d33ccf94ce71c408d3fe14b298823e3ff9facf5d56facb7d0",
    "IQ4_NL, 82b1f43e2ad6e5da908742004239be23940feba52413ce936cddaa9f6978e8b7",
    "IQ4_XS, b28c4c7a01dfcd65fbc890fae8f1fbcddfc3117d6373e5e96e48762f3b265350"
  })
  @DisplayName("has the weights that llama-quantize of llama.cpp v0.5.0 writes:")
  void equalsTheReference(String type, String sha256) throws IOException {
    WrittenFile written = make(type, importances(tensors()));

    assertThat(sha256OfData(written.path())).isEqualTo(sha256);
  }

  @Test
  @DisplayName("notes where the importances are from")
  void notes() {
    Path importances = importances(tensors());

    WrittenFile written = make("Q4_K_M", importances);

    try (WeightsReader reader = disk.open(written.path())) {
      String note = importances.toString();
      assertThat(reader.facts().metadata().string("quantize.imatrix.file"))
          .contains(note.substring(0, Math.min(127, note.length())));
      assertThat(reader.facts().metadata().uint("quantize.imatrix.entries_count")).hasValue(28);
      assertThat(reader.facts().metadata().has("quantize.imatrix.chunks_count")).isFalse();
    }
  }

  @Test
  @DisplayName("is refused a type that needs importances for every tensor, when one has none")
  void tensorWithout() {
    List<TensorInfo> some =
        tensors().stream().filter(tensor -> !tensor.name().equals("blk.2.attn_q.weight")).toList();
    Path importances = importances(some);

    assertThatExceptionOfType(ConversionException.class)
        .isThrownBy(() -> make("Q2_K_S", importances))
        .withMessage(
            "tensor 'blk.2.attn_q.weight' cannot become q2_K without its importances; give an"
                + " importance matrix, or choose another type");
    assertThat(Files.exists(directory.resolve("made.gguf"))).isFalse();
  }

  @Test
  @DisplayName("is refused importances of a model of another width")
  void otherModel() {
    Path importances = importances(oneRow("blk.0.attn_q.weight", 512));

    assertThatExceptionOfType(ConversionException.class)
        .isThrownBy(() -> make("Q4_K_M", importances))
        .withMessageContaining("has 256 columns, and the importance matrix 512");
  }

  @Test
  @DisplayName("is refused importances that know none of its tensors")
  void noneOfItsTensors() {
    Path importances = importances(oneRow("decoder.0.q.weight", 256));

    assertThatExceptionOfType(ConversionException.class)
        .isThrownBy(() -> make("Q4_K_M", importances))
        .withMessage(
            "the importance matrix "
                + importances
                + " knows none of the tensors of "
                + source
                + "; it was measured on another model, take one of this model");
    assertThat(directory.resolve("made.gguf")).doesNotExist();
  }

  @Test
  @DisplayName("is refused importances that are not there")
  void notThere() {
    assertThatExceptionOfType(ImportanceException.class)
        .isThrownBy(() -> make("Q4_K_M", directory.resolve("none.gguf")))
        .withMessageStartingWith(
            "the importance matrix cannot be read: there is no file "
                + directory.resolve("none.gguf"));
  }

  private WrittenFile make(String type, Path importances) {
    return quantize.carryOut(
        new QuantizeOrder(
            source,
            directory.resolve("made.gguf"),
            QuantizationType.named(type).orElseThrow(),
            Optional.of(importances),
            QuantizationOptions.DEFAULT,
            new ConversionSettings(2, false),
            false),
        progress -> {});
  }

  /** The matrices within the blocks. */
  private List<TensorInfo> tensors() {
    try (WeightsReader reader = disk.open(source)) {
      return reader.facts().tensors().stream()
          .filter(tensor -> tensor.significantDimensions().size() == 2)
          .filter(tensor -> tensor.name().startsWith("blk."))
          .toList();
    }
  }

  private static List<TensorInfo> oneRow(String name, long columns) {
    return List.of(
        new TensorInfo(name, List.of(columns, 1L), dev.sirius.core.quantization.TensorType.F32));
  }

  private Path importances(List<TensorInfo> tensors) {
    return MadeUpImportances.in(directory.resolve("importances.dat"), tensors);
  }

  private String sha256OfData(Path file) throws IOException {
    try (WeightsReader reader = disk.open(file)) {
      GgufHeader header = reader.headers().get(0);
      byte[] bytes = Files.readAllBytes(file);
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      int start = (int) header.dataOffset();
      hash.update(bytes, start, bytes.length - start);
      return HexFormat.of().formatHex(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
