package dev.sirius.core.plan.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("tokens per second")
class RateTest {

  @Test
  @DisplayName("over few tokens are lowered by what each request takes, over many hardly")
  void withRequest() {
    Rate rate = new Rate(1000, 2000, 4000);

    assertThat(rate.withRequest(10, 0.005).low()).isCloseTo(666.7, within(0.1));
    assertThat(rate.withRequest(10, 0.005).likely()).isEqualTo(2000);
    assertThat(rate.withRequest(10_000, 0.005).low()).isCloseTo(999.5, within(0.1));
  }

  @Test
  @DisplayName("are a range in order")
  void inOrder() {
    assertThatThrownBy(() -> new Rate(3, 2, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3.0, 2.0, 4.0 tokens/s");
  }
}
