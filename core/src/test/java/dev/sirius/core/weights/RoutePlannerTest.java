package dev.sirius.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.quantization.QuantizationType;
import dev.sirius.core.quantization.block.Search;
import dev.sirius.core.usecase.InMemoryModelStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("the route to weights")
class RoutePlannerTest {

  private static final Guidance IMPORTANCES =
      new Guidance(Optional.of(Path.of("im.gguf")), Search.REFERENCE);
  private static final Guidance THOROUGH = new Guidance(Optional.empty(), Search.THOROUGH);

  private static WeightsRoute route(
      String version, QuantizerChoice choice, String source, QuantizationType wanted) {
    return route(version, choice, Guidance.NONE, source, wanted);
  }

  private static WeightsRoute route(
      String version,
      QuantizerChoice choice,
      Guidance guidance,
      String source,
      QuantizationType wanted) {
    InMemoryModelStore store = new InMemoryModelStore(version).with("model", source, "");
    return new RoutePlanner(new OllamaQuantizer(store.version()), choice, guidance)
        .route(store.show(ModelName.parse("model")), wanted);
  }

  @ParameterizedTest(name = "Ollama {0}, {1}, from {2} to {3}: {4}")
  @CsvSource({
    "0.33.0, AUTO, F16, Q4_K_M, ByOllama",
    "0.33.0, AUTO, F16, Q2_K, BySirius",
    "0.33.0, AUTO, Q8_0, Q4_K_M, BySirius",
    "0.33.0, AUTO, Q8_0, Q2_K, BySirius",
    "0.33.0, AUTO, F32, F16, BySirius",
    "0.33.0, AUTO, MXFP4, Q2_K, BySirius",
    "0.33.0, AUTO, Q8_0, Q8_0, AsTheyAre",
    "0.33.0, AUTO, Q2_K, Q4_K_M, AsTheyAre",
    "0.33.0, AUTO, F16, Q2_K_S, Unreachable",
    "0.33.0, AUTO, F16, IQ2_XS, Unreachable",
    "0.33.0, AUTO, IQ3_M, Q2_K, Unreachable",
    "0.33.0, SIRIUS, F16, Q4_K_M, BySirius",
    "0.33.0, SIRIUS, Q8_0, Q8_0, AsTheyAre",
    "0.33.0, OLLAMA, F16, Q4_K_M, ByOllama",
    "0.33.0, OLLAMA, F16, Q2_K, Unreachable",
    "0.33.0, OLLAMA, Q8_0, Q4_K_M, Unreachable",
    "0.5.7, AUTO, F16, Q2_K, ByOllama",
    "0.5.7, AUTO, Q8_0, Q2_K, BySirius",
    "0.12.11, AUTO, BF16, Q6_K, BySirius",
  })
  @DisplayName("is")
  void is(
      String version,
      QuantizerChoice choice,
      String source,
      QuantizationType wanted,
      String expected) {
    assertThat(route(version, choice, source, wanted).getClass().getSimpleName())
        .isEqualTo(expected);
  }

  @Test
  @DisplayName("tells what would help where Ollama alone may quantize")
  void waysOut() {
    assertThat(route("0.33.0", QuantizerChoice.OLLAMA, "Q8_0", QuantizationType.Q2_K))
        .asInstanceOf(type(WeightsRoute.Unreachable.class))
        .satisfies(
            unreachable ->
                assertThat(unreachable.waysOut())
                    .contains("--quantizer auto lets Sirius make them"));
  }

  @Test
  @DisplayName("tells what is not read, and what weights alone do not suffice for")
  void why() {
    assertThat(route("0.33.0", QuantizerChoice.AUTO, "IQ3_M", QuantizationType.Q2_K))
        .asInstanceOf(type(WeightsRoute.Unreachable.class))
        .satisfies(
            unreachable ->
                assertThat(unreachable.why())
                    .isEqualTo("model:latest is IQ3_M, which is not read here"));
    assertThat(route("0.33.0", QuantizerChoice.SIRIUS, "F16", QuantizationType.Q2_K_S))
        .asInstanceOf(type(WeightsRoute.Unreachable.class))
        .satisfies(
            unreachable ->
                assertThat(unreachable.why())
                    .isEqualTo("Q2_K_S is not made from a model's weights alone"));
  }

  @Nested
  @DisplayName("by what Ollama's quantizer does not know")
  class Guided {

    @ParameterizedTest(name = "{0}, from {1} to {2}: {3}")
    @CsvSource({
      "AUTO, F16, Q4_K_M, BySirius",
      "AUTO, F16, Q2_K_S, BySirius",
      "SIRIUS, Q8_0, Q2_K_S, BySirius",
      "AUTO, F16, IQ2_XS, Unreachable",
      "AUTO, IQ3_M, Q2_K_S, Unreachable",
      "AUTO, Q2_K, Q2_K_S, AsTheyAre",
    })
    @DisplayName("is, with an importance matrix,")
    void byImportances(
        QuantizerChoice choice, String source, QuantizationType wanted, String expected) {
      assertThat(route("0.33.0", choice, IMPORTANCES, source, wanted).getClass().getSimpleName())
          .isEqualTo(expected);
    }

    @Test
    @DisplayName("is Sirius' for a thorough search, which makes up for no importances")
    void thorough() {
      assertThat(route("0.33.0", QuantizerChoice.AUTO, THOROUGH, "F16", QuantizationType.Q4_K_M))
          .isInstanceOf(WeightsRoute.BySirius.class);
      assertThat(route("0.33.0", QuantizerChoice.AUTO, THOROUGH, "F16", QuantizationType.Q2_K_S))
          .isInstanceOf(WeightsRoute.Unreachable.class);
    }

    @Test
    @DisplayName("is none where Ollama alone may quantize, and that says why")
    void ollamaAlone() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IMPORTANCES.narrowed(QuantizerChoice.OLLAMA))
          .withMessage(
              "Ollama's quantizer takes no importance matrix; leave --quantizer ollama out, and"
                  + " Sirius quantizes");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> THOROUGH.narrowed(QuantizerChoice.OLLAMA))
          .withMessageStartingWith("Ollama's quantizer has no thorough search; ");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new Guidance(IMPORTANCES.importances(), Search.THOROUGH)
                      .narrowed(QuantizerChoice.OLLAMA))
          .withMessageStartingWith(
              "Ollama's quantizer takes no importance matrix and has no thorough search; ");
      assertThat(Guidance.NONE.narrowed(QuantizerChoice.OLLAMA)).isEqualTo(QuantizerChoice.OLLAMA);
    }

    @Test
    @DisplayName("is named as a way out where importances alone are missing")
    void wayOut() {
      assertThat(route("0.33.0", QuantizerChoice.AUTO, "F16", QuantizationType.Q2_K_S))
          .asInstanceOf(type(WeightsRoute.Unreachable.class))
          .satisfies(
              unreachable ->
                  assertThat(unreachable.waysOut())
                      .first()
                      .asString()
                      .startsWith("--imatrix FILE, "));
      assertThat(route("0.33.0", QuantizerChoice.AUTO, IMPORTANCES, "F16", QuantizationType.IQ2_XS))
          .asInstanceOf(type(WeightsRoute.Unreachable.class))
          .satisfies(
              unreachable -> {
                assertThat(unreachable.why()).isEqualTo("IQ2_XS is not made here");
                assertThat(unreachable.waysOut()).noneMatch(way -> way.contains("--imatrix"));
              });
    }
  }
}
