package dev.sirius.core.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The tables of the ollama program")
class TablesTest {

  @Nested
  @DisplayName("of installed models")
  class Installed {

    @ParameterizedTest
    @CsvSource({
      "0.3.10, c4961c3df869",
      "0.5.7, c4961c3df869",
      "0.12.11, 42f863ec506e",
      "0.33.0, 3960f6cbd10f"
    })
    void areRead(String version, String id) {
      InstalledModel model =
          listed(version).stream()
              .filter(listed -> listed.name().equals(ModelName.parse("kjv-q4")))
              .findFirst()
              .orElseThrow();

      assertThat(model.id()).isEqualTo(id);
      assertThat(model.sizeText()).isEqualTo("2.3 MB");
    }

    @Test
    void keepTheirOrder() {
      assertThat(listed("0.3.10"))
          .extracting(model -> model.name().shortForm())
          .containsExactly("kjv-q4:latest", "kjv:latest");
    }

    @Test
    void leaveUnknownWhatIsPrintedRounded() {
      InstalledModel model = listed("0.3.10").get(1);

      assertThat(model.size())
          .isEqualTo(Fact.unknown("'ollama list' prints it rounded, as 7.4 MB"));
      assertThat(model.modifiedAt().isKnown()).isFalse();
      assertThat(model.modifiedAt().origin()).contains("Less than a second ago");
      assertThat(model.quantization().isKnown()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3.10", "0.5.7", "0.12.11", "0.33.0"})
    void mayBeNone(String version) {
      assertThat(ListText.parse(transcript(version).of("list").output())).isEmpty();
    }

    @Test
    void ofRemoteModelsHaveADashForASize() {
      String remote =
          "NAME             ID              SIZE    MODIFIED\ngpt:120b-cloud    569662207105    -       2 weeks ago    \n";

      assertThat(ListText.parse(remote)).extracting(InstalledModel::sizeText).containsExactly("-");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "<html><body>Welcome</body></html>",
          "NAME ID SIZE",
          "NAME    ID    SIZE    MODIFIED\nkjv:latest    0123",
          "NAME    ID    SIZE    MODIFIED\n../x    0123    7 MB    now"
        })
    void thatAreNoneAreABrokenAnswer(String text) {
      assertThatThrownBy(() -> ListText.parse(text))
          .isInstanceOfSatisfying(
              ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN_ANSWER));
    }

    private List<InstalledModel> listed(String version) {
      return ListText.parse(
          transcript(version).exchanges().stream()
              .filter(exchange -> exchange.line().equals("list"))
              .filter(exchange -> exchange.output().contains("kjv"))
              .findFirst()
              .orElseThrow()
              .output());
    }
  }

  @Nested
  @DisplayName("of loaded models")
  class Running {

    @Test
    void areRead() {
      RunningModel model = running("0.33.0");

      assertThat(model.name()).isEqualTo(ModelName.parse("kjv-q4"));
      assertThat(model.sizeText()).isEqualTo("6.3 MB");
      assertThat(model.processor()).isEqualTo("100% CPU");
      assertThat(model.contextLength()).isEqualTo(Fact.known(256, "ollama ps"));
      assertThat(model.expiresAt().origin()).contains("4 minutes from now");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3.10", "0.5.7"})
    void haveNoContextBefore010(String version) {
      RunningModel model = running(version);

      assertThat(model.processor()).isEqualTo("100% CPU");
      assertThat(model.contextLength())
          .isEqualTo(Fact.unknown("'ollama ps' prints it from Ollama 0.10 on"));
    }

    @Test
    void areRefusedWhenTheyAreAnotherTable() {
      assertThatThrownBy(() -> RunningText.parse("NAME    ID    SIZE    MODIFIED\n"))
          .isInstanceOf(ModelStoreException.class)
          .hasMessageContaining("ollama ps");
    }

    private RunningModel running(String version) {
      return RunningText.parse(
              transcript(version).exchanges().stream()
                  .filter(exchange -> exchange.line().equals("ps"))
                  .filter(exchange -> exchange.output().contains("kjv"))
                  .findFirst()
                  .orElseThrow()
                  .output())
          .get(0);
    }
  }

  private static Transcript transcript(String version) {
    return Transcript.resource("ollama-" + version + ".txt");
  }
}
