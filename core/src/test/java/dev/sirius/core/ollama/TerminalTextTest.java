package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Text for a terminal")
class TerminalTextTest {

  @Test
  void losesItsColours() {
    assertThat(TerminalText.lines("a \u001B[1;31mred\u001B[0m word")).containsExactly("a red word");
  }

  @Test
  void isBrokenIntoLinesWhereTheCursorMoves() {
    assertThat(TerminalText.lines("\u001B[?25lone\u001B[K\u001B[A\u001B[1Gtwo\rthree\u001B[?25h"))
        .containsExactly("one", "two", "three");
  }

  @Test
  void staysAsItIsWithoutEscapes() {
    assertThat(TerminalText.lines("Error: [31m is no escape\n"))
        .containsExactly("Error: [31m is no escape");
  }
}
