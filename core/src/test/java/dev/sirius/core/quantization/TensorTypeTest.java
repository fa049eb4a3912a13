package dev.sirius.core.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("a tensor type")
class TensorTypeTest {

  @ParameterizedTest
  @EnumSource(TensorType.class)
  @DisplayName("is found by its code and by its name in any case")
  void isFound(TensorType type) {
    assertThat(TensorType.ofCode(type.code())).contains(type);
    assertThat(TensorType.named(type.label())).contains(type);
  }

  @Test
  @DisplayName("is spelled as llama.cpp spells it")
  void labels() {
    assertThat(TensorType.Q4_K.label()).isEqualTo("q4_K");
    assertThat(TensorType.IQ4_NL.label()).isEqualTo("iq4_nl");
    assertThat(TensorType.Q8_0.label()).isEqualTo("q8_0");
  }

  @Test
  @DisplayName("does not exist for withdrawn codes")
  void withdrawn() {
    assertThat(TensorType.ofCode(4)).isEmpty();
    assertThat(TensorType.ofCode(31)).isEmpty();
    assertThat(TensorType.ofCode(43)).isEmpty();
  }

  @Test
  @DisplayName("says how many bytes whole blocks take")
  void bytes() {
    assertThat(TensorType.Q6_K.bytes(512)).isEqualTo(420);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorType.Q6_K.bytes(300))
        .withMessage("300 elements as q6_K; a multiple of 256 is needed");
  }
}
