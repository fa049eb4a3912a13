package dev.sirius.adapters.ollama.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import java.time.Duration;

/** An answer of a model, put together piece by piece. */
final class GenerateAnswer {

  private static final String SOURCE = "/api/generate";
  private static final int LONGEST = 16 << 20;

  private final int tokenLimit;
  private final StringBuilder text = new StringBuilder();
  private JsonNode last = com.fasterxml.jackson.databind.node.MissingNode.getInstance();

  GenerateAnswer(int tokenLimit) {
    this.tokenLimit = tokenLimit;
  }

  void add(JsonNode event) {
    text.append(event.path("response").asText());
    if (text.length() > LONGEST) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER, "the model's answer is longer than 16 MiB; it was broken off");
    }
    last = event;
  }

  Generation generation() {
    return new Generation(
        text.toString(),
        Fact.known(tokenLimit, SOURCE),
        duration("total_duration"),
        duration("load_duration"),
        count("prompt_eval_count"),
        duration("prompt_eval_duration"),
        count("eval_count"),
        duration("eval_duration"));
  }

  /** Nanoseconds; a zero is left out by the server. */
  private Fact<Duration> duration(String key) {
    return Fact.known(Duration.ofNanos(Math.max(0, last.path(key).asLong())), SOURCE);
  }

  private Fact<Integer> count(String key) {
    return Fact.known(Math.max(0, last.path(key).asInt()), SOURCE);
  }
}
