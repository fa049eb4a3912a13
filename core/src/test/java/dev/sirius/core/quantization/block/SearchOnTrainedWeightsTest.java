package dev.sirius.core.quantization.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.gguf.InMemoryBytes;
import dev.sirius.core.gguf.PlacedTensor;
import dev.sirius.core.gguf.header.HeaderParser;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.quantization.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The search against its own objective, Σ w·e², on the matrices of the small model that was trained
 * on a text. Each sum is reckoned here from the decoded numbers.
 */
@DisplayName("the thorough search of trained weights")
class SearchOnTrainedWeightsTest {

  /** A tensor with its numbers and made-up importances of its columns, from 0.01 to 10. */
  private static final class Matrix {
    final String name;
    final float[] numbers;
    final float[] importances;

    Matrix(String name, float[] numbers, int columns) {
      this.name = name;
      this.numbers = numbers;
      this.importances = new float[columns];
      for (int i = 0; i < columns; i++) {
        importances[i] = (i * 7919 % 1000 + 1) / 100f;
      }
    }
  }

  @TempDir private static Path directory;
  private static final List<Matrix> MATRICES = new ArrayList<>();

  private final BlockCodecs reference = BlockCodecs.scalar();
  private final BlockCodecs thorough = reference.with(Search.THOROUGH);

  @BeforeAll
  static void read() throws IOException {
    byte[] file = Files.readAllBytes(TinyModel.in(directory));
    MATRICES.clear();
    for (PlacedTensor placed : HeaderParser.parse(new InMemoryBytes(file)).placedTensors()) {
      if (placed.tensor().significantDimensions().size() == 2) {
        MATRICES.add(matrix(placed, file));
      }
    }
  }

  private static Matrix matrix(PlacedTensor placed, byte[] file) {
    float[] numbers = new float[(int) placed.tensor().elements()];
    BlockCodecs.scalar()
        .decoder(placed.tensor().type())
        .orElseThrow()
        .decode(file, (int) placed.position(), numbers, 0, numbers.length);
    return new Matrix(placed.tensor().name(), numbers, (int) placed.tensor().rowLength());
  }

  @ParameterizedTest
  @EnumSource(names = {"Q2_K", "Q3_K", "Q5_K", "Q6_K"})
  @DisplayName("lowers Σ e² of every matrix, in")
  void withoutImportances(TensorType type) {
    assertThat(MATRICES).hasSize(30);
    for (Matrix matrix : MATRICES) {
      assertThat(squaredError(thorough, type, matrix))
          .as("%s of %s", type, matrix.name)
          .isLessThan(squaredError(reference, type, matrix));
    }
  }

  private static double squaredError(BlockCodecs codecs, TensorType type, Matrix matrix) {
    float[] numbers = matrix.numbers;
    byte[] blocks = new byte[Math.toIntExact(type.bytes(numbers.length))];
    codecs.encoder(type).orElseThrow().encode(numbers, 0, numbers.length, blocks, 0);
    float[] decoded = decoded(codecs, type, blocks, numbers.length);
    double sum = 0;
    for (int i = 0; i < numbers.length; i++) {
      double error = (double) decoded[i] - numbers[i];
      sum += error * error;
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(names = {"Q2_K", "Q3_K", "Q5_K", "Q6_K"})
  @DisplayName("lowers Σ w·e² of every matrix, with w the reference's with importances, in")
  void withImportances(TensorType type) {
    for (Matrix matrix : MATRICES) {
      assertThat(weightedError(thorough, type, matrix))
          .as("%s of %s", type, matrix.name)
          .isLessThan(weightedError(reference, type, matrix));
    }
  }

  /** The reference's w of a number x, by its column's importance and its super-block's squares. */
  private static double weight(TensorType type, double importance, double meanSquare, double x) {
    return switch (type) {
      case Q2_K -> importance * Math.sqrt(meanSquare + x * x);
      case Q3_K, Q5_K -> importance * Math.sqrt(2 * meanSquare + x * x);
      case Q6_K -> importance;
      default -> throw new IllegalArgumentException(type + " is not searched thoroughly");
    };
  }

  private static double weightedError(BlockCodecs codecs, TensorType type, Matrix matrix) {
    float[] numbers = matrix.numbers;
    int columns = matrix.importances.length;
    int rowBytes = Math.toIntExact(type.bytes(columns));
    int rows = numbers.length / columns;
    byte[] blocks = new byte[rows * rowBytes];
    for (int row = 0; row < rows; row++) {
      codecs
          .encoder(type)
          .orElseThrow()
          .encodeRow(
              numbers, row * columns, columns, matrix.importances, 0, blocks, row * rowBytes);
    }
    float[] decoded = decoded(codecs, type, blocks, numbers.length);
    double sum = 0;
    for (int start = 0; start < numbers.length; start += 256) {
      double squares = 0;
      for (int i = start; i < start + 256; i++) {
        squares += (double) numbers[i] * numbers[i];
      }
      for (int i = start; i < start + 256; i++) {
        double weight = weight(type, matrix.importances[i % columns], squares / 256, numbers[i]);
        double error = (double) decoded[i] - numbers[i];
        sum += weight * error * error;
      }
    }
    return sum;
  }

  private static float[] decoded(BlockCodecs codecs, TensorType type, byte[] blocks, int count) {
    float[] decoded = new float[count];
    codecs.decoder(type).orElseThrow().decode(blocks, 0, decoded, 0, count);
    return decoded;
  }
}
