package dev.sirius.core.modelfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("reading a Modelfile")
class ModelfileParserTest {

  private static Modelfile parse(String text) {
    return new ModelfileParser().parse(text);
  }

  @Nested
  @DisplayName("takes what Ollama takes:")
  class Taken {

    @Test
    void instructionsInAnyCaseAndOrderAndComments() {
      assertThat(
              parse("# a comment\n\n  system  hi there \t\r\n# another\nFrOm  m \n").instructions())
          .containsExactly(new Instruction.SystemPrompt("hi there"), new Instruction.From("m"));
    }

    @Test
    void valuesBetweenOneOrThreeQuotationMarksOverSeveralLines() {
      assertThat(
              parse("FROM m\nSYSTEM \"one\ntwo\"\nTEMPLATE \"\"\"\n{{ .Prompt }}\n\"\"\"")
                  .instructions())
          .containsExactly(
              new Instruction.From("m"),
              new Instruction.SystemPrompt("one\ntwo"),
              new Instruction.Template("\n{{ .Prompt }}\n"));
    }

    @Test
    void aHashInsideAValueAsText() {
      assertThat(parse("FROM m # not a comment").instructions())
          .containsExactly(new Instruction.From("m # not a comment"));
    }

    @Test
    void aByteOrderMarkAndDropsOtherInvisibleCharacters() {
      assertThat(parse("\uFEFFFROM a\u200Bb\u00A0c").instructions())
          .containsExactly(new Instruction.From("abc"));
    }

    @Test
    void parametersOfEveryKind() {
      assertThat(
              parse(
                      "FROM m\nPARAMETER num_ctx 8192\nPARAMETER temperature 0.25\n"
                          + "PARAMETER use_mmap T\nPARAMETER stop \"  a b \"\nPARAMETER stop c")
                  .all(Instruction.Set.class))
          .extracting(Instruction.Set::parameter)
          .containsExactly(
              new Parameter.WholeNumber(ParameterName.NUM_CTX, 8192),
              new Parameter.Fraction(ParameterName.TEMPERATURE, 0.25f),
              new Parameter.Toggle(ParameterName.USE_MMAP, true),
              new Parameter.Stop("  a b "),
              new Parameter.Stop("c"));
    }

    @Test
    void parametersWithoutEffectByLeavingThemOut() {
      assertThat(parse("FROM m\nPARAMETER mirostat 2\n")).isEqualTo(Modelfile.from("m"));
    }

    @Test
    void messages() {
      assertThat(parse("FROM m\nMESSAGE assistant \"\"\"a: b\"\"\"").all(Instruction.Say.class))
          .containsExactly(new Instruction.Say(new Message(Message.Role.ASSISTANT, "a: b")));
    }
  }

  @ParameterizedTest(name = "{0} → {1}")
  @DisplayName("refuses, with the line and what is needed:")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FROM m$QUANTIZE q4_K_M              | line 2: 'QUANTIZE' is not an instruction; one of FROM,
          FROM m$SYSTM x                      | line 2: 'SYSTM' is not an instruction; did you mean SYSTEM?
          FROM m$$PARAMETER num_gpu_layers 20 | line 3: 'num_gpu_layers' is not a parameter; did you mean num_gpu?
          FROM m$PARAMETER kv_cache_type q8_0 | line 2: 'kv_cache_type' is not a parameter; one of num_ctx,
          FROM m$PARAMETER num_ctx many       | line 2: num_ctx is 'many'; a whole number from 1 to 2147483647 is needed
          FROM m$PARAMETER num_ctx 0          | line 2: num_ctx 0 is out of range
          FROM m$PARAMETER top_p 1.5          | line 2: top_p 1.5 is out of range; a number from 0 to 1
          FROM m$PARAMETER temperature NaN    | line 2: temperature NaN is out of range
          FROM m$PARAMETER use_mmap maybe     | line 2: use_mmap is 'maybe'; true or false is needed
          FROM m$PARAMETER NUM_CTX 1          | line 2: 'NUM_CTX' is not a parameter; did you mean num_ctx?
          FROM m$MESSAGE robot hi             | line 2: 'robot' is not a role; system, user or assistant
          FROM m$SYSTEM                       | line 2: SYSTEM has no value
          FROM m$SYSTEM \"""open               | line 2: the quotation that SYSTEM opens is never closed
          SYSTEM x                            | the Modelfile has no FROM line
          FROM \""                             | line 1: FROM is blank
          """)
  void refuses(String text, String message) {
    assertThatThrownBy(() -> parse(text.replace('$', '\n')))
        .isInstanceOf(ModelfileException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusesATextThatIsTooLong() {
    assertThatThrownBy(() -> parse("FROM " + "m".repeat(ModelfileParser.LONGEST)))
        .isInstanceOf(ModelfileException.class)
        .hasMessageContaining("at most 4194304 are read");
  }

  @Test
  void countsACarriageReturnAndLineFeedAsOneLine() {
    assertThatThrownBy(() -> parse("FROM m\r\n\r\nBAD x")).hasMessageStartingWith("line 3: 'BAD'");
  }

  @Test
  void survivesAnyText() {
    for (int seed = 0; seed < 5_000; seed++) {
      String text = "FROM m\n" + new RandomModelfiles(seed).text();
      try {
        assertThat(parse(text).instructions()).as("seed %d", seed).isNotEqualTo(List.of());
      } catch (ModelfileException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank().doesNotContain("\n");
      }
    }
  }
}
