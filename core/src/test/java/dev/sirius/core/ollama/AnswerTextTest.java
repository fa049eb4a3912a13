package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.Transcript.Exchange;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The answer that ollama run prints")
class AnswerTextTest {

  private static final String RUN = "run --verbose --nowordwrap kjv-q4:latest";
  private static final String TIMINGS = "total duration:       1.5s\n";

  @ParameterizedTest
  @ValueSource(strings = {"0.5.7", "0.12.11", "0.33.0"})
  void isReadWithItsTimings(String version) {
    Exchange exchange = Transcript.resource("ollama-" + version + ".txt").of(RUN);

    Generation generation = AnswerText.parse(exchange.output(), exchange.errorOutput());

    assertThat(generation.text()).startsWith(" of the flock, and the ").doesNotEndWith("\n");
    assertThat(generation.promptTokens()).isEqualTo(Fact.known(48, "ollama run --verbose"));
    assertThat(generation.answerTokens()).isEqualTo(Fact.known(12, "ollama run --verbose"));
    assertThat(generation.total().toOptional().orElseThrow())
        .isGreaterThan(generation.answerTime().toOptional().orElseThrow());
    assertThat(generation.load().isKnown()).isTrue();
    assertThat(generation.promptTime().isKnown()).isTrue();
    assertThat(generation.tokenLimit().isKnown()).isFalse();
  }

  @Test
  void keepsItsOwnLineBreaks() {
    assertThat(AnswerText.parse("\n\na\n\n\n\n", TIMINGS).text()).isEqualTo("\n\na\n\n");
  }

  @Test
  void isWithoutWhatTheModelThought() {
    assertThat(AnswerText.parse("Thinking...\nHm.\n...done thinking.\n\nYes.\n\n", TIMINGS).text())
        .isEqualTo("Yes.");
  }

  @Test
  void hasUnknownTimingsThatAreNotPrinted() {
    Generation generation = AnswerText.parse("a\n\n", TIMINGS);

    assertThat(generation.total())
        .isEqualTo(Fact.known(Duration.ofMillis(1500), "ollama run --verbose"));
    assertThat(generation.answerTokens().origin()).contains("no eval count");
  }

  @Test
  void isBrokenWithoutTimings() {
    assertThatThrownBy(() -> AnswerText.parse("In the begin", "\u001B[?25l"))
        .isInstanceOfSatisfying(
            ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN_ANSWER))
        .hasMessageContaining("broke off");
  }

  @ParameterizedTest
  @CsvSource({
    "543.96664ms, 543966640",
    "1.845ms, 1845000",
    "83µs, 83000",
    "7ns, 7",
    "1m2.5s, 62500000000",
    "1h0m0.25s, 3600250000000",
    "0s, 0"
  })
  void hasDurationsAsGoPrintsThem(String text, long nanoseconds) {
    assertThat(GoDuration.parse(text)).contains(Duration.ofNanos(nanoseconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "s", "1.5", "-1s", "1s2m", "99999999999s"})
  void hasNoOtherDurations(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }
}
