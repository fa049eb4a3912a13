package dev.sirius.core.quantization.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.quantization.TensorType;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("the thorough search")
class SearchTest {

  private static final int COUNT = 64 * 256;

  private final BlockCodecs reference = BlockCodecs.scalar();
  private final BlockCodecs thorough = reference.with(Search.THOROUGH);

  private static float[] numbers(ToDoubleFunction<Random> distribution) {
    Random random = new Random(7);
    float[] numbers = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      numbers[i] = (float) (0.02 * distribution.applyAsDouble(random));
    }
    return numbers;
  }

  private static double laplace(Random random) {
    return Math.log(1 - random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
  }

  /** Student's t with three degrees of freedom. */
  private static double heavyTailed(Random random) {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      squares += Math.pow(random.nextGaussian(), 2);
    }
    return random.nextGaussian() / Math.sqrt(squares / 3);
  }

  private static byte[] encoded(BlockCodecs codecs, TensorType type, float[] numbers) {
    byte[] blocks = new byte[Math.toIntExact(type.bytes(numbers.length))];
    codecs.encoder(type).orElseThrow().encode(numbers, 0, numbers.length, blocks, 0);
    return blocks;
  }

  private static float[] decoded(BlockCodecs codecs, TensorType type, float[] numbers) {
    float[] decoded = new float[numbers.length];
    codecs
        .decoder(type)
        .orElseThrow()
        .decode(encoded(codecs, type, numbers), 0, decoded, 0, numbers.length);
    return decoded;
  }

  private static double squaredError(BlockCodecs codecs, TensorType type, float[] numbers) {
    float[] decoded = decoded(codecs, type, numbers);
    double error = 0;
    for (int i = 0; i < numbers.length; i++) {
      error += Math.pow((double) decoded[i] - numbers[i], 2);
    }
    return error;
  }

  @ParameterizedTest
  @EnumSource(names = {"Q2_K", "Q3_K", "Q5_K", "Q6_K"})
  @DisplayName("lowers the squared error by 4 % and more, however the numbers are distributed")
  void lowersTheError(TensorType type) {
    for (float[] numbers :
        Arrays.asList(
            numbers(Random::nextGaussian),
            numbers(SearchTest::laplace),
            numbers(SearchTest::heavyTailed))) {
      assertThat(squaredError(thorough, type, numbers))
          .isLessThan(0.96 * squaredError(reference, type, numbers));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Q2_K", "Q3_K", "Q5_K", "Q6_K"})
  @DisplayName("lowers the weighted error with importance")
  void lowersTheWeightedError(TensorType type) {
    float[] numbers = numbers(Random::nextGaussian);
    float[] importance = new float[COUNT];
    Random random = new Random(8);
    for (int i = 0; i < COUNT; i++) {
      importance[i] = (float) Math.exp(random.nextGaussian());
    }

    assertThat(weightedError(thorough, type, numbers, importance))
        .isLessThan(weightedError(reference, type, numbers, importance));
  }

  private static double weightedError(
      BlockCodecs codecs, TensorType type, float[] numbers, float[] importance) {
    byte[] blocks = new byte[Math.toIntExact(type.bytes(COUNT))];
    float[] decoded = new float[COUNT];
    codecs.encoder(type).orElseThrow().encodeRow(numbers, 0, COUNT, importance, 0, blocks, 0);
    codecs.decoder(type).orElseThrow().decode(blocks, 0, decoded, 0, COUNT);
    double error = 0;
    for (int i = 0; i < COUNT; i++) {
      error += importance[i] * Math.pow((double) decoded[i] - numbers[i], 2);
    }
    return error;
  }

  @ParameterizedTest
  @EnumSource(names = {"Q2_K", "Q3_K", "Q5_K", "Q6_K"})
  @DisplayName("stands numbers that have no grid: zeros, a spike, equal, tiny and huge ones")
  void hostileNumbers(TensorType type) {
    float[] numbers = new float[7 * 256];
    numbers[256 + 17] = 1;
    Arrays.fill(numbers, 512, 768, 0.5f);
    Arrays.fill(numbers, 768, 1024, -0.5f);
    Arrays.fill(numbers, 1024, 1280, Float.MIN_VALUE);
    Random random = new Random(9);
    for (int i = 1280; i < 1536; i++) {
      numbers[i] = random.nextBoolean() ? 65504 : -65504;
    }
    for (int i = 1536; i < 1792; i++) {
      numbers[i] = (float) Math.pow(10, 16 * random.nextDouble() - 12);
    }

    for (float value : decoded(thorough, type, numbers)) {
      assertThat(value).isFinite();
    }
    assertThat(squaredError(thorough, type, numbers))
        .isLessThanOrEqualTo(1.001 * squaredError(reference, type, numbers));
  }

  @Test
  @DisplayName("leaves all other types as the reference makes them")
  void otherTypes() {
    float[] numbers = numbers(Random::nextGaussian);

    for (TensorType type : TensorType.values()) {
      if (reference.encoder(type).isPresent() && !type.label().matches("(?i)q[2356]_k")) {
        assertThat(encoded(thorough, type, numbers))
            .as(type.label())
            .isEqualTo(encoded(reference, type, numbers));
      }
    }
  }
}
