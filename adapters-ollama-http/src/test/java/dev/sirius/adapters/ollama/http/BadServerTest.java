package dev.sirius.adapters.ollama.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.adapters.ollama.http.StandIn.Answer;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.OllamaHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("what answers instead of an Ollama")
class BadServerTest {

  private static final ModelName MODEL = ModelName.parse("kjv:tiny");
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  private static final String STREAM =
      "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static HttpOllama at(OllamaHost host) {
    return HttpOllama.builder().host(host).answerTimeout(Duration.ofMinutes(1)).build();
  }

  private static HttpOllama impatient(OllamaHost host) {
    return HttpOllama.builder()
        .host(host)
        .answerTimeout(Duration.ofMillis(200))
        .workTimeout(Duration.ofMillis(250))
        .build();
  }

  private static void assertFails(Kind kind, String words, ThrowingCallable action) {
    assertThatExceptionOfType(ModelStoreException.class)
        .isThrownBy(action)
        .satisfies(
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e).message().contains(words).doesNotContain("\n");
            });
  }

  private static void assertListFails(Kind kind, String words, Answer answer) {
    try (StandIn server = new StandIn((method, path, body) -> answer)) {
      assertFails(kind, words, () -> at(server.host()).list());
    }
  }

  private static void assertRawListFails(Kind kind, String words, String answer) {
    try (RawServer server = RawServer.answering(answer)) {
      assertFails(kind, words, () -> at(server.host()).list());
    }
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  @Test
  @DisplayName("nobody listens")
  void nobody() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    OllamaHost host = new OllamaHost("http", "127.0.0.1", port, "");
    assertFails(Kind.UNREACHABLE, "no Ollama server answers at " + host, () -> at(host).list());
  }

  @Test
  @DisplayName("an error 500 with Ollama's words, with others, and with none")
  void error500() {
    assertListFails(
        Kind.REFUSED,
        "Ollama: the disk is full",
        new Answer(500, "application/json", "{\"error\":\"the disk is full\"}"));
    assertListFails(
        Kind.BROKEN_ANSWER,
        "answers 500 to /api/tags: oops",
        new Answer(500, "text/plain", "oops"));
    assertListFails(Kind.BROKEN_ANSWER, "says nothing", new Answer(500, "text/plain", ""));
  }

  @Test
  @DisplayName("a web page, as an answer or as an error")
  void webPage() {
    String page = "<html><body>Sign in</body></html>";
    assertListFails(Kind.BROKEN_ANSWER, "a web page", new Answer(200, "text/html", page));
    assertListFails(Kind.BROKEN_ANSWER, "a web page", new Answer(502, "text/html", page));
  }

  @Test
  @DisplayName("half a JSON, other JSON, and nothing")
  void noJson() {
    assertListFails(
        Kind.BROKEN_ANSWER, "half a JSON", new Answer(200, "application/json", "{\"models\":["));
    assertListFails(Kind.BROKEN_ANSWER, "no models", new Answer(200, "application/json", "{}"));
    assertListFails(Kind.BROKEN_ANSWER, "no JSON", new Answer(200, "application/json", "[1]"));
    assertRawListFails(Kind.BROKEN_ANSWER, "answers nothing", HEAD + "Content-Length: 0\r\n\r\n");
  }

  @Test
  @DisplayName("a connection that is closed before any answer, or in the middle of one")
  void closed() {
    assertRawListFails(Kind.BROKEN_ANSWER, "broke off or is no HTTP", "");
    assertRawListFails(
        Kind.BROKEN_ANSWER,
        "broke off or is no HTTP",
        HEAD + "Content-Length: 500\r\n\r\n{\"models\":[");
    assertRawListFails(Kind.BROKEN_ANSWER, "broke off or is no HTTP", "SSH-2.0-OpenSSH_9.2\r\n");
  }

  @Test
  @DisplayName("a server that is too old, or another one")
  void tooOld() {
    assertListFails(
        Kind.TOO_OLD,
        "does not know /api/tags",
        new Answer(404, "text/plain", "404 page not found"));
    try (StandIn server =
        new StandIn((method, path, body) -> new Answer(200, "application/json", "{\"ok\":true}"))) {
      assertFails(Kind.BROKEN_ANSWER, "names no version", () -> at(server.host()).version());
    }
  }

  @Test
  @DisplayName("a server that stays silent, at once or in the middle of an answer")
  void silent() {
    for (String answer : new String[] {"", HEAD + "Content-Length: 500\r\n\r\n{\"models\":["}) {
      try (RawServer server = RawServer.stallingAfter(answer)) {
        assertFails(
            Kind.TIMED_OUT,
            "did not answer /api/tags within 0.2 s",
            () -> impatient(server.host()).list());
      }
    }
  }

  @Test
  @DisplayName("a server that hangs up on an order, which is not given twice")
  void hangsUp() {
    try (RawServer server = RawServer.answering("")) {
      assertFails(
          Kind.BROKEN_ANSWER,
          "broke off",
          () -> at(server.host()).copy(MODEL, ModelName.parse("kjv:two")));
      assertFails(Kind.BROKEN_ANSWER, "broke off", () -> at(server.host()).delete(MODEL));

      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("a server of another kind, whose errors are no texts")
  void otherErrors() {
    String error = "{\"error\":{\"code\":404,\"message\":\"File Not Found\"}}";
    assertListFails(
        Kind.NOT_FOUND, "Ollama: File Not Found", new Answer(404, "application/json", error));
    assertListFails(
        Kind.REFUSED,
        "an error without words",
        new Answer(200, "application/json", "{\"error\":[1]}"));
  }

  @Nested
  @DisplayName("in a stream of steps")
  class InAStream {

    private void assertPullFails(Kind kind, String words, String answer) {
      try (RawServer server = RawServer.answering(answer)) {
        assertFails(kind, words, () -> at(server.host()).pull(MODEL, step -> {}));
      }
    }

    @Test
    @DisplayName("an error after steps that went well")
    void error() {
      assertPullFails(
          Kind.NOT_FOUND,
          "pull model manifest: file does not exist",
          STREAM
              + chunk("{\"status\":\"pulling manifest\"}\n")
              + chunk("{\"error\":\"pull model manifest: file does not exist\"}\n")
              + "0\r\n\r\n");
    }

    @Test
    @DisplayName("an end before success, clean or torn, in a line or between two")
    void end() {
      String step = chunk("{\"status\":\"pulling manifest\"}\n");
      assertPullFails(Kind.BROKEN_ANSWER, "before it was done", STREAM + step + "0\r\n\r\n");
      assertPullFails(Kind.BROKEN_ANSWER, "broke off", STREAM + step);
      assertPullFails(
          Kind.BROKEN_ANSWER,
          "not the JSON of an Ollama",
          STREAM + step + chunk("{\"status\":\"pul") + "0\r\n\r\n");
    }

    @Test
    @DisplayName("a silence after steps that went well")
    void silence() {
      String steps = STREAM + chunk("{\"status\":\"pulling manifest\"}\n");
      try (RawServer server = RawServer.stallingAfter(steps)) {
        assertFails(
            Kind.TIMED_OUT,
            "did not answer /api/pull within 0.25 s; it seems to be stuck",
            () -> impatient(server.host()).pull(MODEL, step -> {}));
      }
    }

    @Test
    @DisplayName("a line without end")
    void endlessLine() {
      String chunk = chunk("x".repeat(1 << 20));
      assertPullFails(Kind.BROKEN_ANSWER, "more than 8 MiB", STREAM + chunk.repeat(9));
    }

    @Test
    @DisplayName("an answer of a model that never says that it is done")
    void generation() {
      try (RawServer server =
          RawServer.answering(STREAM + chunk("{\"response\":\"a\"}\n") + "0\r\n\r\n")) {
        assertFails(
            Kind.BROKEN_ANSWER,
            "before it was done",
            () -> at(server.host()).generate(new GenerateRequest(MODEL, "x", 4)));
      }
    }
  }
}
