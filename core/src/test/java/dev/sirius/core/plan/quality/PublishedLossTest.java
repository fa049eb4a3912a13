package dev.sirius.core.plan.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sirius.core.quantization.QuantizationType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the expected loss")
class PublishedLossTest {

  private static ExpectedLoss loss(QuantizationType type, double billions) {
    return PublishedLoss.of(type, (long) (billions * 1e9)).orElseThrow();
  }

  @Test
  @DisplayName("of 8 billion weights is what was measured for Llama 3 8B")
  void isTheMeasuredFigure() {
    ExpectedLoss loss = loss(QuantizationType.Q4_K_M, 8.03);

    assertThat(loss.most().orElseThrow()).isCloseTo(0.0282, within(0.0001));
    assertThat(loss.divergence().orElseThrow()).isCloseTo(0.0313, within(0.0001));
    assertThat(loss.basis()).contains("Llama 3 8B");
  }

  @Test
  @DisplayName("of 70 billion weights lies between the figures of both sizes")
  void isARangeBetweenSizes() {
    ExpectedLoss loss = loss(QuantizationType.Q2_K, 70);

    assertThat(loss.least()).isCloseTo(0.0882, within(1e-9));
    assertThat(loss.most().orElseThrow()).isCloseTo(0.565, within(0.001));
    assertThat(loss).hasToString("8.8-56 %");
  }

  @Test
  @DisplayName("of a small model is the figure or more")
  void isOpenAboveForSmallModels() {
    ExpectedLoss loss = loss(QuantizationType.Q4_K_M, 1.2);

    assertThat(loss.most()).isEmpty();
    assertThat(loss).hasToString("2.8 % or more");
  }

  @Test
  @DisplayName("of a huge model is no more than what smaller ones lost")
  void isOpenBelowForHugeModels() {
    assertThat(loss(QuantizationType.Q4_K_M, 400).least()).isZero();
  }

  @Test
  @DisplayName("of the weights as trained is none")
  void isNoneForUnquantizedWeights() {
    assertThat(loss(QuantizationType.BF16, 8)).hasToString("0.00 %");
  }

  @Test
  @DisplayName("is not invented for types that nothing was published for")
  void isNotInvented() {
    assertThat(PublishedLoss.of(QuantizationType.MXFP4, 20_000_000_000L)).isEmpty();
    assertThat(PublishedLoss.divergence(QuantizationType.TQ1_0)).isEmpty();
  }

  @Test
  @DisplayName("orders the usual types as one knows them")
  void ordersTypes() {
    assertThat(
            java.util.stream.Stream.of(
                    QuantizationType.Q8_0,
                    QuantizationType.Q6_K,
                    QuantizationType.Q5_K_M,
                    QuantizationType.Q4_K_M,
                    QuantizationType.Q4_K_S,
                    QuantizationType.Q4_0,
                    QuantizationType.Q3_K_M,
                    QuantizationType.Q3_K_S,
                    QuantizationType.Q2_K)
                .map(type -> PublishedLoss.divergence(type).orElseThrow()))
        .isSorted();
  }
}
