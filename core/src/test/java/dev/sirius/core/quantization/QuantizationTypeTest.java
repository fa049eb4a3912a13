package dev.sirius.core.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizationTypeTest {

  @ParameterizedTest
  @CsvSource({
    "q4_K_M, Q4_K_M",
    "Q4_K, Q4_K_M",
    "fp16, F16",
    "f16, F16",
    " q8_0 , Q8_0",
    "mxfp4, MXFP4"
  })
  void isFoundByTheNamesInUse(String text, QuantizationType type) {
    assertThat(QuantizationType.named(text)).contains(type);
  }

  @Test
  void isNotFoundByOtherNames() {
    assertThat(QuantizationType.named("Q4_K_XL")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void isFoundByItsOwnLabel(QuantizationType type) {
    assertThat(QuantizationType.named(type.label())).contains(type);
  }

  @ParameterizedTest
  @CsvSource({"Q4_K_M, q4_K_M", "Q8_0, q8_0", "F16, fp16", "Q2_K, q2_K", "IQ4_XS, iq4_XS"})
  void hasTheSuffixOfLibraryTags(QuantizationType type, String suffix) {
    assertThat(type.tagSuffix()).isEqualTo(suffix);
  }

  @ParameterizedTest
  @CsvSource({
    "F16, HIGH",
    "F32, HIGH",
    "Q8_0, MEDIUM",
    "Q6_K, MOBILE",
    "Q4_K_M, MOBILE",
    "IQ4_XS, MOBILE",
    "Q3_K_M, TINY",
    "Q2_K, TINY",
    "IQ1_S, TINY"
  })
  @DisplayName("belongs to the highest level whose bits it reaches")
  void belongsToALevel(QuantizationType type, Level level) {
    assertThat(Level.of(type)).isEqualTo(level);
  }

  @ParameterizedTest
  @EnumSource
  void everyLevelsTypeBelongsToThatLevel(Level level) {
    assertThat(Level.of(level.type())).isEqualTo(level);
  }

  @Test
  void isOrderedByBits() {
    assertThat(QuantizationType.Q4_K_M.isAtOrBelow(QuantizationType.Q8_0)).isTrue();
    assertThat(QuantizationType.Q8_0.isAtOrBelow(QuantizationType.Q4_K_M)).isFalse();
    assertThat(QuantizationType.BF16.isAtOrBelow(QuantizationType.F16)).isTrue();
    assertThat(QuantizationType.MXFP4.isAtOrBelow(QuantizationType.Q4_K_M)).isTrue();
  }
}
