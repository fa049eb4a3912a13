package dev.sirius.adapters.ollama.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.adapters.ollama.http.Recording.Exchange;
import dev.sirius.adapters.ollama.http.StandIn.Answer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Answers what a real server once answered, when it is asked the same in the same order. */
final class Replay implements StandIn.Answers {

  private final Iterator<Exchange> recorded;
  private final List<String> deviations = new ArrayList<>();

  Replay(Recording recording) {
    this.recorded = recording.exchanges().iterator();
  }

  @Override
  public synchronized Answer to(String method, String path, byte[] body) {
    String request = method + " " + path + " " + Recording.shown(path, body);
    if (!recorded.hasNext()) {
      return deviation("nothing more was asked", request);
    }
    Exchange next = recorded.next();
    String expected = next.method() + " " + next.path() + " " + next.request();
    return expected.equals(request)
        ? new Answer(next.status(), next.type(), next.body())
        : deviation(expected, request);
  }

  private Answer deviation(String recordedRequest, String request) {
    deviations.add("recorded: " + recordedRequest + "\nnow:      " + request);
    return new Answer(500, "text/plain", "not as recorded");
  }

  /** Fails when something else was asked than when it was recorded. */
  void assertAllAskedAsRecorded() {
    assertThat(deviations).isEmpty();
    assertThat(recorded.hasNext()).as("requests that were recorded but not made").isFalse();
  }
}
