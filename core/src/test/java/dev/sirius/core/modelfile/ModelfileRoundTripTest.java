package dev.sirius.core.modelfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a Modelfile, written and read back,")
class ModelfileRoundTripTest {

  private static final ModelfileRenderer RENDERER = new ModelfileRenderer();
  private static final ModelfileParser PARSER = new ModelfileParser();

  private static Modelfile withSystem(String text) {
    return Modelfile.from("llama3.1:8b").with(new Instruction.SystemPrompt(text));
  }

  @Test
  @DisplayName("is the same, or was refused because a line would end the text early")
  void isTheSameOrRefused() {
    int carried = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Modelfile modelfile = new RandomModelfiles(seed).modelfile();
      String text;
      try {
        text = RENDERER.render(modelfile);
      } catch (ModelfileException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining("Ollama would end the text there");
        continue;
      }
      carried++;
      assertThat(PARSER.parse(text)).as("seed %d:%n%s", seed, text).isEqualTo(modelfile);
    }
    assertThat(carried)
        .as("about half of what the generator makes can be carried")
        .isGreaterThan(9_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " leading and trailing ",
        "\n\nlines\n",
        "ends with a quotation \"",
        "ends with three \"\"\"",
        "\"\"\"starts with three",
        "\"",
        "\"\"\"",
        "\"\"\"\"\"\"",
        "CRLF\r\nand CR\ralone",
        "\ttabs\t",
        "# not a comment\n# nor this",
        "SYSTEM not an instruction\nFROM nor this",
        "a \"\"\" in the middle of a line\nis harmless"
      })
  void carriesAwkwardSystemPrompts(String text) {
    assertThat(PARSER.parse(RENDERER.render(withSystem(text)))).isEqualTo(withSystem(text));
  }

  @Nested
  @DisplayName("is refused where the format cannot carry a text:")
  class Refused {

    @ParameterizedTest
    @ValueSource(strings = {"a\"\"\"\nFROM evil", "a\"\"\" \t\r\nb", "\"\"\"\nb", "a\n\"\"\"\nb"})
    void aLineBeforeTheLastThatEndsWithThreeQuotationMarks(String text) {
      assertThatThrownBy(() -> RENDERER.render(withSystem(text)))
          .isInstanceOf(ModelfileException.class)
          .hasMessageContaining("the text of SYSTEM")
          .hasMessageContaining("would end the text there");
    }

    @ParameterizedTest
    @MethodSource("dev.sirius.core.modelfile.ModelfileRoundTripTest#dropped")
    void aCharacterThatOllamaDrops(String character) {
      assertThatThrownBy(() -> RENDERER.render(withSystem("ab" + character + "c")))
          .isInstanceOf(ModelfileException.class)
          .hasMessageContaining(String.format("U+%04X at position 3", character.codePointAt(0)));
    }

    @Test
    void aParameterThatNoModelfileSets() {
      Modelfile modelfile =
          Modelfile.from("m").with(new Instruction.Set(new Parameter.Other("numa", "true")));

      assertThatThrownBy(() -> RENDERER.render(modelfile))
          .isInstanceOf(ModelfileException.class)
          .hasMessageContaining("the parameter numa");
    }
  }

  static List<String> dropped() {
    return RandomModelfiles.DROPPED;
  }

  @Test
  @DisplayName("is written in the form that people write")
  void isReadable() {
    Modelfile modelfile =
        Modelfile.from("llama3.1:8b")
            .with(new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_CTX, 4096)))
            .with(new Instruction.Set(new Parameter.Fraction(ParameterName.TEMPERATURE, 0.7f)))
            .with(new Instruction.Set(new Parameter.Fraction(ParameterName.TOP_P, 1f)))
            .with(new Instruction.Set(new Parameter.Stop("<|end|>")))
            .with(new Instruction.SystemPrompt("Be brief."))
            .with(new Instruction.Say(new Message(Message.Role.USER, "Hello")));

    assertThat(RENDERER.render(modelfile))
        .isEqualTo(
            "FROM llama3.1:8b\n"
                + "PARAMETER num_ctx 4096\n"
                + "PARAMETER temperature 0.7\n"
                + "PARAMETER top_p 1\n"
                + "PARAMETER stop \"<|end|>\"\n"
                + "SYSTEM \"\"\"Be brief.\"\"\"\n"
                + "MESSAGE user \"\"\"Hello\"\"\"\n");
  }
}
