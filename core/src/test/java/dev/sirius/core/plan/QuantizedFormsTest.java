package dev.sirius.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.gguf.TensorInfo;
import dev.sirius.core.quantization.QuantizationType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the forms of a model")
class QuantizedFormsTest {

  @ParameterizedTest(name = "{0} as {1}")
  @CsvSource({
    "llama-3.1-8b, Q4_K_M, 4912898048",
    "llama-3.1-8b, Q8_0, 8532934656",
    "llama-3.2-1b, Q2_K, 573042688",
    "gemma-3-4b, Q4_0, 2356970752",
    "qwen3-30b-a3b, Q6_K, 25086562304"
  })
  @DisplayName("have the bytes that llama-quantize's have")
  void haveTheQuantizersBytes(String model, QuantizationType type, long bytes) {
    WeightForms.Form form = new QuantizedForms().of(ReferenceModels.named(model)).as(type);

    assertThat(form.tensors().stream().mapToLong(TensorInfo::bytes).sum()).isEqualTo(bytes);
    assertThat(form.file().bytes()).isGreaterThan(bytes).isLessThan(bytes + (1 << 20));
  }
}
