package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.MetadataValue;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.TensorDescription;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.modelfile.Message;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import dev.sirius.core.quantization.QuantizationType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A model as the ollama program shows it")
class ShownModelTest {

  @ParameterizedTest
  @ValueSource(strings = {"0.3.10", "0.5.7", "0.12.11", "0.33.0"})
  void hasItsFacts(String version) {
    ModelDescription model = shown(version, "kjv-q4", version.equals("0.3.10") ? "kjv" : "kjv-q4");

    assertThat(model.architecture()).isEqualTo(Fact.known("llama", "ollama show"));
    assertThat(model.parameterSize()).isEqualTo(Fact.known("3.67M", "ollama show"));
    assertThat(model.contextLength()).isEqualTo(Fact.known(256L, "ollama show"));
    assertThat(model.embeddingLength()).isEqualTo(Fact.known(256L, "ollama show"));
    assertThat(model.quantizationType().toOptional()).contains(QuantizationType.Q4_K_M);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5.7", "0.12.11", "0.33.0"})
  void hasItsTextsToTheLetter(String version) {
    ModelDescription model = shown(version, "kjv", "kjv");

    assertThat(known(model.template()))
        .isEqualTo("{{ if .System }}{{ .System }}\n{{ end }}{{ .Prompt }}");
    assertThat(known(model.system()))
        .isEqualTo("You are \"S\", who answers\n  in verses.\nLicense");
    assertThat(known(model.license()))
        .isEqualTo(
            """
            The first licence.

            It has 3 lines.
            QUANTIZE F16
            QUANTIZE_NEST Q4_K_M THRESHOLD 4GiB""");
    assertThat(known(model.parameters()))
        .containsExactly(
            new Parameter.WholeNumber(ParameterName.NUM_CTX, 256),
            new Parameter.WholeNumber(ParameterName.NUM_THREAD, 1),
            new Parameter.WholeNumber(ParameterName.NUM_PREDICT, 12),
            new Parameter.Fraction(ParameterName.TEMPERATURE, 0),
            new Parameter.Stop("a b"),
            new Parameter.Stop(" \" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5.7", "0.12.11", "0.33.0"})
  void mayHaveNoTexts(String version) {
    ModelDescription model = shown(version, "plain", "plain");

    assertThat(known(model.system())).isEmpty();
    assertThat(known(model.license())).isEmpty();
    assertThat(known(model.parameters())).isEmpty();
    assertThat(known(model.messages())).isEmpty();
    assertThat(known(model.renderer())).isEmpty();
    assertThat(known(model.parser())).isEmpty();
    assertThat(known(model.requires())).isEmpty();
    assertThat(known(model.parts())).isEmpty();
  }

  @Test
  void hasItsRendererAndParser() {
    ModelDescription model = shown("0.33.0", "kjv-new", "kjv-new");

    assertThat(known(model.renderer())).isEqualTo("qwen3-coder");
    assertThat(known(model.parser())).isEqualTo("qwen3-coder");
    assertThat(known(model.requires())).isEqualTo("0.14.0");
    assertThat(known(model.capabilities())).isEqualTo(Set.of("completion", "tools"));
  }

  @Test
  @DisplayName("equals its source in all but weights and licence, made with FROM and --quantize")
  void equalsItsSource() {
    Transcript transcript = Transcript.resource("rendered-0.33.0.txt");
    ModelDescription source = shown(transcript, "rendered", "rendered");
    ModelDescription made = shown(transcript, "rendered-q4", "rendered-q4");

    assertThat(known(made.quantization())).isEqualTo("Q4_K_M");
    assertThat(known(made.license())).isEqualTo(known(source.license()) + "\nQUANTIZE Q4_K_M");
    assertThat(known(source.messages()))
        .containsExactly(
            new Message(Message.Role.USER, "Hello"),
            new Message(Message.Role.ASSISTANT, "Hi\nthere"));
    assertThat(made)
        .usingRecursiveComparison()
        .comparingOnlyFields(
            "architecture",
            "parameterSize",
            "contextLength",
            "embeddingLength",
            "capabilities",
            "parameters",
            "template",
            "system",
            "messages",
            "requires",
            "renderer",
            "parser",
            "parts")
        .isEqualTo(source);
  }

  @Test
  void hasMetadataAndTensors() {
    ModelDescription model = shown("0.33.0", "kjv-q4", "kjv-q4");

    Map<String, MetadataValue> metadata = known(model.metadata());
    assertThat(metadata)
        .containsEntry("general.architecture", new MetadataValue.Text("llama"))
        .containsEntry("general.parameter_count", number("3672320"))
        .containsEntry("general.file_type", number("15"))
        .containsEntry("llama.attention.layer_norm_rms_epsilon", number("0.00001"))
        .containsEntry("llama.rope.freq_base", number("10000"))
        .containsEntry("tokenizer.ggml.pre", new MetadataValue.Text("gpt-2"))
        .containsEntry("tokenizer.ggml.add_bos_token", new MetadataValue.Flag(false))
        .containsEntry(
            "general.description", new MetadataValue.Withheld("'ollama show' prints it wrapped"))
        .containsEntry(
            "tokenizer.ggml.merges",
            new MetadataValue.Withheld("'ollama show' prints arrays in part"));
    assertThat(known(model.tensors()))
        .hasSize(39)
        .contains(
            new TensorDescription("output.weight", "Q6_K", List.of(256L, 1024L)),
            new TensorDescription("output_norm.weight", "F32", List.of(256L)));
  }

  @Test
  void hasNoCapabilitiesMetadataOrTensorsWhenTheProgramIsOld() {
    ModelDescription model = shown("0.5.7", "kjv", "kjv");

    assertThat(model.capabilities().origin()).contains("0.6.4");
    assertThat(model.metadata().origin()).contains("0.6.1");
    assertThat(model.tensors().origin()).contains("0.6.1");
  }

  @Test
  void isBrokenWhenThereIsNoSummary() {
    assertThatThrownBy(() -> SummaryText.parse("<html>"))
        .isInstanceOf(ModelStoreException.class)
        .hasMessageContaining("no summary");
  }

  @Nested
  @DisplayName("of which the summary")
  class Summary {

    @Test
    void takesNoTextForASection() {
      SummaryText summary =
          SummaryText.parse(
              "  Model\n    architecture    llama    \n\n  System\n    Projector    \n    Model        \n\n");

      assertThat(summary.hasProjector()).isFalse();
      assertThat(summary.model("quantization")).isEmpty();
    }

    @Test
    void withholdsNumbersThatArePrintedRounded() {
      assertThat(metadata("llama.big    1.8446744073709552e+19    \n").get("llama.big"))
          .isEqualTo(
              new MetadataValue.Withheld(
                  "'ollama show' prints it rounded, as 1.8446744073709552e+19"));
    }

    @Test
    void takesATextOfTheGeneralGroupForOneThoughItLooksLikeANumber() {
      assertThat(metadata("general.version    1.0    \n").get("general.version"))
          .isEqualTo(new MetadataValue.Text("1.0"));
    }

    private Map<String, MetadataValue> metadata(String row) {
      return SummaryText.parse("  Model\n    architecture    llama    \n\n  Metadata\n    " + row)
          .metadata()
          .orElseThrow();
    }
  }

  @Nested
  @DisplayName("of which the messages")
  class Messages {

    @ParameterizedTest
    @ValueSource(strings = {"0.5.7", "0.12.11", "0.33.0"})
    void areReadBack(String version) {
      Transcript transcript = transcript(version);
      PrintedModelfile printed =
          PrintedModelfile.parse(
              transcript.of("show --modelfile talk:latest").output(),
              transcript.of("show --template kjv:latest").output(),
              transcript.of("show --system kjv:latest").output());

      assertThat(printed.messages("QUANTIZE F16", List.of()).toOptional())
          .contains(
              List.of(
                  new Message(Message.Role.USER, "Hello"),
                  new Message(Message.Role.ASSISTANT, "Hi\nthere, \"friend\" "),
                  new Message(Message.Role.USER, "Why? \"Because\".")));
    }

    @Test
    void areUnknownWhenOneCouldBeAnother() {
      assertThat(shown("0.33.0", "kjv", "kjv").messages().origin()).contains("several ways");
    }

    @Test
    void areUnknownWhenALicenceLooksLikeOne() {
      PrintedModelfile printed =
          PrintedModelfile.parse("FROM x\nLICENSE \"a\nMESSAGE user hi\"\n\n", "", "");

      assertThat(printed.messages("a\nMESSAGE user hi", List.of()).isKnown()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\t", "a\r", "\u00A0a", "a\"\"\"\nMESSAGE user b", " a ", "\"a\""})
    void areNeverReadWrong(String content) {
      boolean bare = !content.contains("\n") && !content.startsWith(" ");
      String quotes = bare ? "" : content.contains("\"") ? "\"\"\"" : "\"";
      PrintedModelfile printed =
          PrintedModelfile.parse(
              "FROM x\nMESSAGE user " + quotes + content + quotes + "\n\n", "", "");

      assertThat(printed.messages("", List.of()).isKnown()).isFalse();
    }

    @Test
    void areFoundBehindATemplateThatLooksLikeOthers() {
      String template = "a\nMESSAGE user no\nRENDERER no";
      PrintedModelfile printed =
          PrintedModelfile.parse(
              "FROM x\nTEMPLATE \"" + template + "\"\nRENDERER yes\nMESSAGE user hi\n\n",
              template,
              "");

      assertThat(printed.renderer().toOptional()).contains("yes");
      assertThat(printed.messages("", List.of()).toOptional())
          .contains(List.of(new Message(Message.Role.USER, "hi")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.3.10, seeing",
    "0.5.7, seeing",
    "0.5.7, seeing-q4",
    "0.12.11, seeing",
    "0.12.11, seeing-q4",
    "0.33.0, seeing",
    "0.33.0, seeing-q4"
  })
  void hasPartsBesideItsWeights(String version, String model) {
    Transcript transcript = Transcript.resource("seeing-" + version + ".txt");
    PrintedModelfile printed =
        PrintedModelfile.parse(
            transcript.of("show --modelfile " + model + ":latest").output(), "{{ .Prompt }}", "");

    assertThat(printed.parts()).containsExactly("adapter", "projector");
    assertThat(
            SummaryText.parse(transcript.of("show " + model + ":latest").output()).hasProjector())
        .isTrue();
  }

  @Test
  void mayHaveADraft() {
    assertThat(PrintedModelfile.parse("FROM /w\nDRAFT /d\nTEMPLATE t\n\n", "t", "").parts())
        .containsExactly("draft");
  }

  private static MetadataValue number(String digits) {
    return new MetadataValue.Numeric(new BigDecimal(digits));
  }

  private static <T> T known(Fact<T> fact) {
    return fact.toOptional().orElseThrow(() -> new AssertionError(fact.origin()));
  }

  /** The summary of one model with the texts of another, where those were not recorded. */
  private static ModelDescription shown(String version, String model, String texts) {
    return shown(transcript(version), model, texts);
  }

  private static ModelDescription shown(Transcript transcript, String model, String texts) {
    String verbose =
        transcript.exchanges().stream()
            .filter(exchange -> exchange.line().equals("show --verbose " + model + ":latest"))
            .filter(exchange -> exchange.exitCode() == 0)
            .map(Transcript.Exchange::output)
            .findFirst()
            .orElseGet(() -> transcript.of("show " + model + ":latest").output());
    return new ShownModel(
            verbose,
            transcript.of("show --modelfile " + texts + ":latest").output(),
            transcript.of("show --parameters " + texts + ":latest").output(),
            transcript.of("show --template " + texts + ":latest").output(),
            transcript.of("show --system " + texts + ":latest").output(),
            transcript.of("show --license " + texts + ":latest").output())
        .describe(ModelName.parse(model));
  }

  private static Transcript transcript(String version) {
    return Transcript.resource("ollama-" + version + ".txt");
  }
}
