package dev.sirius.adapters.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sirius.core.gguf.GgufException;
import dev.sirius.core.gguf.port.WeightsException;
import dev.sirius.core.gguf.port.WrittenFile;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.block.BlockCodecs;
import dev.sirius.core.quantization.convert.ConversionException;
import dev.sirius.core.quantization.convert.ConversionProgress;
import dev.sirius.core.quantization.convert.ConversionSettings;
import dev.sirius.core.quantization.rules.QuantizationOptions;
import dev.sirius.core.usecase.QuantizeOrder;
import dev.sirius.core.usecase.QuantizeWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the small trained model, quantized,")
class QuantizedTinyModelTest {

  @TempDir Path directory;

  private Path source;
  private final GgufFiles disk = new GgufFiles();
  private final QuantizeWeights quantize = new QuantizeWeights(disk, disk, BlockCodecs.scalar());

  @BeforeEach
  void makeSource() {
    source = TinyModel.in(directory);
  }

  private QuantizeOrder order(Path from, Path to, QuantizationType type, int threads) {
    return new QuantizeOrder(
        from,
        to,
        type,
        Optional.empty(),
        QuantizationOptions.DEFAULT,
        new ConversionSettings(threads, false),
        false);
  }

  private WrittenFile make(Path from, String name, QuantizationType type, int threads) {
    return quantize.carryOut(order(from, directory.resolve(name), type, threads), progress -> {});
  }

  private List<String> files() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Q8_0, 3938592, f56c4e933987bd40a670e8c41ab0e9b63a108e3af63f469703ac6c888ebddb52",
    "Q6_K, 3049760, a495fd6b6dd344d8d95b146b3f666337c9294ad2642a5062c2a38b695c352eda",
    "Q5_K_M, 2658080, a90458e641000a582e8f560f05553577e99c5c4c07df3cc01d562356a12ef148",
    "Q5_K_S, 2597152, cd6a167639d9ab65d39286cc790a0fabc2db2264efdadcf8098a59c0721b5f2e",
    "Q5_0, 2597152, 549574d477df8cfd798310c257d3af5a86c682a182d7e9590ed472532cca56f2",
    "Q5_1, 2810144, 6d52a56b48c000386ff5ba0641b79d7a6da4ea4768cd10c741f5bad94253314f",
    "Q4_K_M, 2289440, ffb3e6e18c4320226e8b474ba8e4ee3bfe1687a51850f7ec569bd295e14faae9",
    "Q4_K_S, 2187552, b613faf78395c64b0b101f846a64351bb8b2c0d855ca044792f97daa0276010b",
    "Q4_0, 2171168, 974634aad978ca917bfd1fd95e640ea3d064c4ba89b868f9b65b6bdda1f0ef3d",
    "Q4_1, 2384160, c5f2b4ddd8b22ed93af3f1b7740bf25b839af42ed2e6520bf60416373fb4b9cc",
    "Q3_K_L, 2022688, 45c4a0db19ec726233a17ee5621abc1905c794798ddcd81aa06531b21a17257c",
    "Q3_K_M, 1883424, 7245220ac9f795212c59de8cac897cf10528c3fe8e1c6ec822889a0a60f74705",
    "Q3_K_S, 1718560, 4969ea861c88d202d26037d4257f18b98861b24503eeac8f4728dcf8fba0b5c1",
    "Q2_K, 1492256, 37ba6acdeb33b315767850ffeb3fa2a017bf1d724da421bf2ae2a3af827c8f24",
    "IQ4_NL, 2171168, 91d967991e1b87acb59d696d4a2ce4beeb6991aa929364c3af7c73adac975d50",
    "IQ4_XS, 2064672, e8a9ee3c680d82d6e6072359230ce2a6e50ad10fcd9cb6cd65ab31dfea79a358",
    "F16, 7379232, 49d0ad75ccfc13be4b4a93b305095f6698ce804aa0053771cc57cd80393dd8e8",
    "BF16, 7379232, 052ce9422a901760155785aec74a7f87e51db0987d5270d80111343ebb8ebb6c"
  })
  @DisplayName("is byte for byte the file that llama-quantize of llama.cpp v0.5.0 writes:")
  void equalsTheReference(String type, long bytes, String sha256) throws IOException {
    WrittenFile written = make(source, "made.gguf", QuantizationType.named(type).orElseThrow(), 2);

    assertThat(written.bytes()).isEqualTo(bytes);
    assertThat(Files.size(written.path())).isEqualTo(bytes);
    assertThat(written.sha256()).isEqualTo(sha256);
    assertThat(files()).containsExactly("made.gguf", TinyModel.FILE);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Q4_K_M, c73d36fd2050abcf87e9fe1f33d4dbe186d5da64abcc327c6052493dd991e096",
    "Q2_K, 6e548de459f195900326c34158c47b46c247931f96662e6bc917ef0c9a45bdc4"
  })
  @DisplayName("and again from 8 bits, is what llama-quantize writes with --allow-requantize:")
  void fromEightBits(String type, String sha256) {
    WrittenFile parent = make(source, "parent.gguf", QuantizationType.Q8_0, 1);

    WrittenFile level =
        make(parent.path(), "level.gguf", QuantizationType.named(type).orElseThrow(), 3);

    assertThat(level.sha256()).isEqualTo(sha256);
  }

  @Test
  @DisplayName("is the same whatever the number of threads")
  void threads() {
    assertThat(make(source, "one.gguf", QuantizationType.Q4_K_M, 1).sha256())
        .isEqualTo(make(source, "five.gguf", QuantizationType.Q4_K_M, 5).sha256());
  }

  @Test
  @DisplayName("is told piece by piece until all is done")
  void progress() {
    List<ConversionProgress> steps = new ArrayList<>();
    quantize.carryOut(
        order(source, directory.resolve("made.gguf"), QuantizationType.Q8_0, 2), steps::add);

    ConversionProgress last = steps.get(steps.size() - 1);
    assertThat(last.doneBytes()).isEqualTo(last.totalBytes());
    assertThat(steps).extracting(ConversionProgress::doneBytes).isSorted();
  }

  @Test
  @DisplayName("does not go back up")
  void upward() {
    Path parent = make(source, "parent.gguf", QuantizationType.Q4_0, 1).path();

    assertThatExceptionOfType(ConversionException.class)
        .isThrownBy(() -> make(parent, "finer.gguf", QuantizationType.Q8_0, 1))
        .withMessageContaining("what was lost does not come back");
  }

  @Test
  @DisplayName("needs another place than its source's, one that is there, and free")
  void places() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make(source, TinyModel.FILE, QuantizationType.Q8_0, 1))
        .withMessageContaining("the output is the input");
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> make(source, "none/made.gguf", QuantizationType.Q8_0, 1))
        .withMessageContaining("there is no directory");
    make(source, "made.gguf", QuantizationType.Q8_0, 1);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> make(source, "made.gguf", QuantizationType.Q4_0, 1))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(WeightsException.Kind.EXISTS));
  }

  @Test
  @DisplayName("leaves nothing when its source is damaged, and names the tensor")
  void damaged() throws IOException {
    byte[] bytes = Files.readAllBytes(source);
    Path broken = directory.resolve("broken.gguf");
    // The last tensor's last weight becomes a number that is none.
    bytes[bytes.length - 1] = 0x7E;
    Files.write(broken, bytes);

    assertThatExceptionOfType(ConversionException.class)
        .isThrownBy(() -> make(broken, "made.gguf", QuantizationType.Q8_0, 2))
        .withMessageContaining("infinite or no numbers");
    assertThat(files()).doesNotContain("made.gguf").hasSize(2);
  }

  @Test
  @DisplayName("leaves nothing when its source is cut short")
  void cutShort() throws IOException {
    Path broken = directory.resolve("broken.gguf");
    byte[] bytes = Files.readAllBytes(source);
    Files.write(broken, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    assertThatExceptionOfType(GgufException.class)
        .isThrownBy(() -> make(broken, "made.gguf", QuantizationType.Q8_0, 2))
        .withMessageContaining("it is cut short, fetch it again");
    assertThat(files()).doesNotContain("made.gguf").hasSize(2);
  }
}
