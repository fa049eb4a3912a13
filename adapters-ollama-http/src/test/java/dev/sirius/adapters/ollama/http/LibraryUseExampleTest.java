package dev.sirius.adapters.ollama.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.adapters.ollama.http.StandIn.Answer;
import dev.sirius.core.ollama.OllamaHost;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a Java program")
class LibraryUseExampleTest {

  private static final String TAGS =
      "{\"models\":[{\"name\":\"llama3.1:8b\",\"size\":4920753328,"
          + "\"digest\":\"46e0c10c039e019119339687c3c1757cc81b9da49709a3b3924863ba87ca666e\"}]}";

  @Test
  @DisplayName("lists the models of a server that it names")
  void listsModels() {
    try (StandIn server =
        new StandIn((method, path, body) -> new Answer(200, "application/json", TAGS))) {
      String address = server.host().url();

      HttpOllama ollama =
          HttpOllama.builder()
              .host(OllamaHost.parse(address))
              .answerTimeout(Duration.ofSeconds(10))
              .build();

      assertThat(ollama.list())
          .singleElement()
          .satisfies(
              model -> {
                assertThat(model.name()).hasToString("llama3.1:8b");
                assertThat(model.sizeText()).isEqualTo("4.9 GB");
                assertThat(model.id()).isEqualTo("46e0c10c039e");
              });
    }
  }
}
