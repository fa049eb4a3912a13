package dev.sirius.adapters.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.gguf.port.ByteSource;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.StubRegistry;
import dev.sirius.core.registry.StubRegistry.Handler;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Of a registry that misbehaves")
class BadRegistryTest {

  private static final String MANIFEST = "/v2/library/tiny/manifests/latest";
  private static final int LENGTH = 200_000;
  private static final byte[] BYTES = Stubbed.random(LENGTH, 1);
  private static final StubRegistry.Content CONTENT = StubRegistry.bytes(BYTES);

  @TempDir private static Path keys;
  private static OwnAuthority authority;

  @TempDir private Path folder;
  private StubRegistry stub;
  private HttpRegistry registry;

  @BeforeAll
  static void makeCertificate() throws IOException {
    authority = OwnAuthority.in(keys);
  }

  @BeforeEach
  void start() throws IOException {
    stub = StubRegistry.tls(authority.socket());
    registry = Stubbed.registry(stub, authority).build();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private RegistryException manifestFails(Handler handler) {
    stub.on(MANIFEST, handler);
    return Stubbed.failure(
        () -> registry.files(new PublishedModel.InRegistry(ModelName.parse("tiny"))));
  }

  private PublishedFile file(Handler handler) {
    stub.on("/model.gguf", handler);
    return new PublishedFile(
        "model.gguf",
        stub.address("/model.gguf"),
        Optional.of(new ByteSize(LENGTH)),
        Optional.of(StubRegistry.digest(CONTENT)));
  }

  private static Handler served() {
    return (request, answer) -> StubRegistry.range(request, answer, CONTENT, "\"1\"");
  }

  private static Arguments of(String what, Handler handler, Kind kind, String says) {
    return Arguments.of(what, handler, kind, says);
  }

  /** What goes wrong whatever is asked for. */
  private static Stream<Arguments> always() {
    return Stream.of(
        of("hangs up at once", (request, answer) -> answer.cut(), Kind.BROKEN_ANSWER, "broke"),
        of("says nothing", (request, answer) -> answer.stall(), Kind.TIMED_OUT, "in time"),
        of(
            "answers a web page",
            (request, answer) -> answer.whole(200, "text/html", "<html>Sign in</html>"),
            Kind.BROKEN_ANSWER,
            "web page"),
        of(
            "answers compressed",
            (request, answer) ->
                answer.whole(200, "application/json", "{}", "Content-Encoding: gzip"),
            Kind.BROKEN_ANSWER,
            "gzip"),
        of(
            "redirects in a circle",
            (request, answer) -> answer.head(302, 0, "Location: " + request.path()),
            Kind.BROKEN_ANSWER,
            "circle"),
        of(
            "redirects from https to http",
            (request, answer) -> answer.head(302, 0, "Location: http://127.0.0.1:9/x"),
            Kind.BROKEN_ANSWER,
            "not followed"),
        of(
            "redirects to nowhere",
            (request, answer) -> answer.head(307, 0, "Location: file:///etc/passwd"),
            Kind.BROKEN_ANSWER,
            "no valid address"),
        of(
            "names another host for a token",
            (request, answer) ->
                answer.head(
                    401,
                    0,
                    "WWW-Authenticate: Bearer realm=\"https://evil.example/t\",service=\"x\""),
            Kind.DENIED,
            "another host"),
        of(
            "refuses without a challenge",
            (request, answer) -> answer.whole(403, "application/json", "{\"error\":\"gated\"}"),
            Kind.DENIED,
            "gated"),
        of(
            "does not have it",
            (request, answer) -> answer.whole(404, "text/plain", "no"),
            Kind.NOT_FOUND,
            "check the name"),
        of("is overloaded", (request, answer) -> answer.head(503, 0), Kind.UNREACHABLE, "503"),
        of(
            "wants us to wait for an hour",
            (request, answer) -> answer.head(429, 0, "Retry-After: 3600"),
            Kind.UNREACHABLE,
            "429"));
  }

  /** Promises what is asked for, and sends 100 bytes of it. */
  private static void part(StubRegistry.Request request, StubRegistry.Answer answer)
      throws IOException {
    String[] range = request.header("range").replace("bytes=", "").split("-");
    int first = Integer.parseInt(range[0]);
    int end = Math.min(LENGTH, Integer.parseInt(range[1]) + 1);
    answer.head(206, end - first, "Content-Range: bytes " + first + "-" + (end - 1) + "/" + LENGTH);
    answer.body().write(BYTES, first, 100);
  }

  /** What goes wrong where a range of a file is asked for. */
  private static Stream<Arguments> ofFiles() {
    return Stream.concat(
        always(),
        Stream.of(
            of(
                "hangs up after a part",
                (request, answer) -> {
                  part(request, answer);
                  answer.cut();
                },
                Kind.BROKEN_ANSWER,
                "try again"),
            of(
                "stalls after a part",
                (request, answer) -> {
                  part(request, answer);
                  answer.stall();
                },
                Kind.TIMED_OUT,
                "in time"),
            of(
                "sends another range",
                (request, answer) -> {
                  answer.head(206, 10, "Content-Range: bytes 50-59/200000");
                  answer.body().write(BYTES, 50, 10);
                },
                Kind.BROKEN_ANSWER,
                "from 50 on"),
            of(
                "sends a range of a longer file",
                (request, answer) -> {
                  answer.head(206, LENGTH, "Content-Range: bytes 0-199999/99999999");
                  answer.body().write(BYTES);
                },
                Kind.BROKEN_ANSWER,
                "was said to have 200000"),
            of(
                "sends a range without saying which",
                (request, answer) -> {
                  answer.head(206, 10);
                  answer.body().write(BYTES, 0, 10);
                },
                Kind.BROKEN_ANSWER,
                "without saying which"),
            of(
                "sends more than there is",
                (request, answer) -> {
                  answer.head(200, 10_000_000_000L, "Content-Type: application/octet-stream");
                  StubRegistry.zeros(answer.body(), 10_000_000_000L);
                },
                Kind.BROKEN_ANSWER,
                "")));
  }

  @Nested
  @DisplayName("a manifest is not believed when the registry")
  class OfManifests {

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sirius.adapters.registry.BadRegistryTest#always")
    void fails(String what, Handler handler, Kind kind, String says) {
      RegistryException failure = manifestFails(handler);

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessageContaining(says);
      assertThat(failure.getMessage()).containsAnyOf("127.0.0.1", "tiny");
    }

    @Test
    @DisplayName("sends 10 GB of zeros, of which little is read")
    void zeros() {
      RegistryException failure =
          manifestFails(
              (request, answer) -> {
                answer.head(200, 10_000_000_000L, "Content-Type: application/json");
                StubRegistry.zeros(answer.body(), 10_000_000_000L);
              });

      assertThat(failure).hasMessageContaining("more than the 1048576 bytes");
      assertThat(stub.bytesSent()).isLessThan(32 << 20);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sirius.adapters.registry.BadRegistryTest#manifests")
    void isNone(String text) {
      RegistryException failure =
          manifestFails((request, answer) -> answer.whole(200, "text/plain", text));

      assertThat(failure.kind()).isIn(Kind.BROKEN_ANSWER, Kind.NOT_FOUND);
    }
  }

  private static Stream<String> manifests() {
    String layer = "{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"";
    return Stream.of(
        "",
        "null",
        "[]",
        "{}",
        "{\"layers\":7}",
        "{\"layers\":[]}",
        "{\"layers\":[" + layer + "sha256:../../x\",\"size\":5}]}",
        "{\"layers\":[" + layer + "sha256:" + "A".repeat(64) + "\",\"size\":5}]}",
        "{\"layers\":[" + layer + "sha256:" + "a".repeat(64) + "\",\"size\":-5}]}",
        "{\"layers\":[" + layer + "sha256:" + "a".repeat(64) + "\"}]}",
        "[".repeat(100_000));
  }

  @Nested
  @DisplayName("a file's beginning is not taken when the registry")
  class OfBeginnings {

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sirius.adapters.registry.BadRegistryTest#ofFiles")
    void fails(String what, Handler handler, Kind kind, String says) {
      PublishedFile file = file(handler);

      RegistryException failure =
          Stubbed.failure(() -> registry.beginning(file, source -> read(source, 100)));

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessageContaining(says);
      assertThat(stub.bytesSent()).isLessThan(32 << 20);
    }
  }

  private static byte[] read(ByteSource source, int count) {
    byte[] into = new byte[count];
    try {
      assertThat(source.read(0, into, 0, count)).isEqualTo(count);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return into;
  }

  @Nested
  @DisplayName("a download does not appear when the registry")
  class OfDownloads {

    private Path target() {
      return folder.resolve("model.gguf");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sirius.adapters.registry.BadRegistryTest#ofFiles")
    void fails(String what, Handler handler, Kind kind, String says) throws IOException {
      PublishedFile file = file(handler);

      RegistryException failure =
          Stubbed.failure(() -> registry.download(file, target(), step -> {}));

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessageContaining(says);
      assertThat(target()).doesNotExist();
      assertThat(stub.bytesSent()).isLessThan(32 << 20);
      assertCompletes();
    }

    /** Whatever was left, the same command completes once the registry behaves. */
    private void assertCompletes() throws IOException {
      registry.download(file(served()), target(), step -> {});

      assertThat(target()).hasBinaryContent(BYTES);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).containsExactly(target());
      }
    }

    @Test
    @DisplayName("sends bytes of another digest; nothing of it is kept")
    void digest() throws IOException {
      byte[] other = BYTES.clone();
      other[LENGTH / 2]++;
      PublishedFile file =
          file(
              (request, answer) ->
                  StubRegistry.range(request, answer, StubRegistry.bytes(other), "\"1\""));

      RegistryException failure =
          Stubbed.failure(() -> registry.download(file, target(), step -> {}));

      assertThat(failure).hasMessageContaining("digest");
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
      assertCompletes();
    }

    @Test
    @DisplayName("has more bytes of it than the disk has free; nothing is fetched")
    void space() {
      PublishedFile file =
          new PublishedFile(
              "model.gguf",
              stub.address("/model.gguf"),
              Optional.of(new ByteSize(1L << 53)),
              Optional.of("a".repeat(64)));

      RegistryException failure =
          Stubbed.failure(() -> registry.download(file, target(), step -> {}));

      assertThat(failure.kind()).isEqualTo(Kind.LOCAL_FILE);
      assertThat(failure).hasMessageContaining("make room");
      assertThat(stub.requests()).isEmpty();
    }
  }

  @Test
  @DisplayName("a certificate that nobody trusts is named, with the way to trust a private one")
  void certificate() {
    HttpRegistry trusting =
        HttpRegistry.builder().patience(Stubbed.IMPATIENT).ollama(stub.address()).build();

    RegistryException failure =
        Stubbed.failure(
            () -> trusting.files(new PublishedModel.InRegistry(ModelName.parse("tiny"))));

    assertThat(failure).hasMessageContaining("javax.net.ssl.trustStore");
    assertThat(stub.requests()).isEmpty();
  }

  @Test
  @DisplayName("nothing is asked a second time that cannot pass")
  void noRepetition() {
    manifestFails((request, answer) -> answer.whole(404, "text/plain", "no"));
    assertThat(stub.requests()).hasSize(1);

    stub.forget();
    manifestFails((request, answer) -> answer.head(500, 0));
    assertThat(stub.requests()).hasSize(Stubbed.IMPATIENT.tries());
  }

  @Test
  @DisplayName("a failure that passes is waited out")
  void passes() {
    stub.model("library/tiny:latest", CONTENT);
    List<PublishedFile> files =
        registry.files(new PublishedModel.InRegistry(ModelName.parse("tiny")));
    int[] asked = {0};
    stub.on(
        files.get(0).address().getPath(),
        (request, answer) -> {
          if (asked[0]++ == 0) {
            answer.head(429, 0, "Retry-After: 0");
          } else {
            StubRegistry.range(request, answer, CONTENT, "\"1\"");
          }
        });

    assertThat(registry.<byte[]>beginning(files.get(0), source -> read(source, 5)))
        .isEqualTo(Arrays.copyOf(BYTES, 5));
    assertThat(asked[0]).isEqualTo(2);
  }
}
