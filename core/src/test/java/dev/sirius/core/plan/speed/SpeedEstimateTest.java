package dev.sirius.core.plan.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sirius.core.gguf.ModelFacts;
import dev.sirius.core.plan.ReferenceModels;
import dev.sirius.core.plan.memory.RunOptions;
import dev.sirius.core.plan.shape.ModelShape;
import dev.sirius.core.quantization.TensorType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("the speed")
class SpeedEstimateTest {

  private static final SpeedBasis.Measured PROCESSOR =
      new SpeedBasis.Measured(new DeviceSpeed(30e9, 100e9, 2));

  private static TokenWork work(String model, TensorType type) {
    ModelFacts facts = ReferenceModels.named(model);
    return TokenWork.of(facts, ReferenceModels.uniformly(facts, type), ModelShape.of(facts));
  }

  private static TokenWork work(double bytes, double weights, int layers) {
    return new TokenWork(
        java.util.List.of(new TokenWork.Part(TensorType.Q8_0, bytes, weights)), layers);
  }

  @Nested
  @DisplayName("rests on what a token reads:")
  class Work {

    @Test
    @DisplayName("all weights, but of the embeddings one row")
    void leavesEmbeddingsOut() {
      ModelFacts facts = ReferenceModels.named("llama-3.1-8b");
      long embeddings = facts.tensor("token_embd.weight").orElseThrow().bytes();

      assertThat(work("llama-3.1-8b", TensorType.F16).weightBytes())
          .isEqualTo((double) (facts.tensorBytes() - embeddings));
    }

    @Test
    @DisplayName("the embeddings too when they serve as output matrix")
    void countsTiedEmbeddings() {
      ModelFacts facts = ReferenceModels.named("llama-3.2-1b");

      assertThat(work("llama-3.2-1b", TensorType.F16).weightBytes())
          .isEqualTo((double) facts.tensorBytes());
    }

    @Test
    @DisplayName("of the experts those that are chosen")
    void countsActiveExperts() {
      TokenWork work = work("qwen3-30b-a3b", TensorType.F16);

      assertThat(work.multiplyAdds() / 1e9).isCloseTo(3.0, within(0.2));
    }

    @Test
    @DisplayName("of the cache what the window shows")
    void countsTheCache() {
      ModelShape full = ModelShape.of(ReferenceModels.named("llama-3.1-8b"));
      ModelShape windowed = ModelShape.of(ReferenceModels.named("gemma-3-4b"));
      RunOptions run = RunOptions.of(32_768, 512);

      assertThat(TokenWork.cacheBytes(full, run, 32_768)).isEqualTo(4096L << 20);
      assertThat(TokenWork.cacheBytes(windowed, run, 32_768))
          .isLessThan(TokenWork.cacheBytes(windowed, run, 1024) * 7);
    }
  }

  @Test
  @DisplayName(
      "of decoding on a processor is bytes over the share of the bandwidth that is reached, and some time a layer")
  void decodesAtTheSpeedOfMemory() {
    TokenWork work = work(3_000_000_000L, 1_500_000_000L, 0);

    SpeedEstimate estimate = SpeedEstimate.onProcessor(work, 3_000_000_000L, PROCESSOR);

    assertThat(estimate.decode().likely()).isCloseTo(8.2, within(1e-9));
    assertThat(estimate.decode().low()).isCloseTo(8.2 / 1.25, within(1e-9));
    assertThat(estimate.decode().high()).isCloseTo(8.2 / 0.8, within(1e-9));
    assertThat(estimate.decodeFull().likely()).isCloseTo(4.1, within(1e-9));
    assertThat(estimate.basis()).contains("30.0 GB/s").contains("2 threads").contains("measured");
    assertThat(new Rate(8.04, 10.2, 12.7)).hasToString("10 tokens/s (8.0-13)");
  }

  @Test
  @DisplayName("of types that are slow to unpack is that of arithmetic")
  void countsUnpacking() {
    TokenWork work =
        new TokenWork(java.util.List.of(new TokenWork.Part(TensorType.Q5_0, 1e9, 2.5e9)), 0);

    assertThat(SpeedEstimate.onProcessor(work, 0, PROCESSOR).decode().likely())
        .isCloseTo(100 / (3.95 * 2.5), within(1e-9));
  }

  @Test
  @DisplayName("of a prompt is arithmetic, in a wide range")
  void readsPromptsAtTheSpeedOfArithmetic() {
    TokenWork work = work(1L, 1_000_000_000L, 16);

    Rate prompt = SpeedEstimate.onProcessor(work, 0, PROCESSOR).prompt().orElseThrow();

    assertThat(prompt.low()).isCloseTo(40, within(1e-9));
    assertThat(prompt.high()).isCloseTo(240, within(1e-9));
  }

  @Test
  @DisplayName("of a split model is that of both parts one after the other")
  void addsBothParts() {
    TokenWork work = work(10_000_000_000L, 10_000_000_000L, 0);
    SpeedBasis.Published card = new SpeedBasis.Published("card", 1000e9, "its maker");

    double whole = SpeedEstimate.onAccelerator(work, 0, card).decode().likely();
    double half = SpeedEstimate.split(work, 0, 0.5, PROCESSOR, card).decode().likely();
    double none = SpeedEstimate.onProcessor(work, 0, PROCESSOR).decode().likely();

    assertThat(half).isBetween(none, whole);
    assertThat(1 / half).isCloseTo(0.5 / whole + 0.5 / none, within(1e-9));
  }

  @Nested
  @DisplayName("of accelerators comes from what was published:")
  class Table {

    @Test
    void findsANameInADriversName() {
      assertThat(Accelerators.named("NVIDIA GeForce RTX 4080 SUPER").orElseThrow())
          .satisfies(
              figure -> {
                assertThat(figure.bytesPerSecond()).isEqualTo(736e9);
                assertThat(figure.text()).contains("tweaktown.com");
              });
      assertThat(Accelerators.named("NVIDIA GeForce RTX 4080").orElseThrow().bytesPerSecond())
          .isEqualTo(717e9);
      assertThat(Accelerators.named("Apple M2 Pro").orElseThrow().bytesPerSecond())
          .isEqualTo(200e9);
    }

    @Test
    void takesNoCardForAnotherOfALikeName() {
      assertThat(Accelerators.named("NVIDIA GeForce RTX 4070 Ti SUPER")).isEmpty();
      assertThat(Accelerators.named("NVIDIA GeForce RTX 4090 Laptop GPU")).isEmpty();
      assertThat(Accelerators.named("Apple M5 Pro")).isEmpty();
      assertThat(Accelerators.named("NVIDIA H100 PCIe")).isEmpty();
      assertThat(Accelerators.named("NVIDIA H100 80GB HBM3")).isPresent();
    }

    @Test
    void knowsNothingOfOthers() {
      assertThat(Accelerators.named("NVIDIA RTX 40900")).isEmpty();
      assertThat(Accelerators.named("Intel Core m3")).isEmpty();
    }
  }

  @Test
  void refusesImpossibleValues() {
    assertThatThrownBy(() -> new DeviceSpeed(0, 1, 1))
        .hasMessageContaining("more than 0 is allowed");
    assertThatThrownBy(() -> new Rate(2, 1, 3)).hasMessageContaining("in order");
    assertThatThrownBy(() -> new SpeedBasis.Published("x", Double.NaN, "y"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
