package dev.sirius.adapters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sirius.core.model.ModelName;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.StubRegistry;
import dev.sirius.core.registry.port.RegistryException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A token")
class TokenTest {

  private static final String SECRET = "hf_secretSecret";
  private static final StubRegistry.Content CONTENT =
      StubRegistry.bytes(Stubbed.random(300_000, 3));

  @TempDir private static Path keys;
  private static OwnAuthority authority;

  @TempDir private Path folder;
  private final List<String> trace = new CopyOnWriteArrayList<>();
  private StubRegistry stub;
  private StubRegistry other;
  private HttpRegistry registry;

  @BeforeAll
  static void makeCertificate() throws IOException {
    authority = OwnAuthority.in(keys);
  }

  @BeforeEach
  void start() throws IOException {
    stub = StubRegistry.tls(authority.socket());
    other = StubRegistry.tls(authority.socket());
    registry =
        Stubbed.registry(stub, authority)
            .tokens(Tokens.of(SECRET, stub.address()))
            .cache(folder.resolve("cache"))
            .trace(trace::add)
            .build();
  }

  @AfterEach
  void stop() {
    stub.close();
    other.close();
  }

  private static List<String> sent(StubRegistry to) {
    return to.requests().stream()
        .map(request -> request.header("authorization"))
        .distinct()
        .toList();
  }

  @Test
  @DisplayName("goes to its own host, and through a redirect to no other; nor is it kept or traced")
  void redirect() throws IOException {
    stub.repository("user/repo", Map.of("model-Q8_0.gguf", CONTENT));
    stub.on(
        "/user/repo/resolve/main/model-Q8_0.gguf",
        (request, answer) -> answer.head(302, 0, "Location: " + other.address("/cdn")));
    other.file("/cdn", CONTENT, "\"1\"");

    PublishedFile file = registry.files(PublishedModel.parse("hf.co/user/repo")).get(0);
    registry.beginning(file, source -> source.length());
    registry.beginning(file, source -> readOne(source));
    registry.download(file, folder.resolve("model"), step -> {});

    assertThat(sent(stub)).containsExactly("Bearer " + SECRET);
    assertThat(sent(other)).containsExactly("");
    assertThat(trace).isNotEmpty().noneMatch(line -> line.contains(SECRET));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(each, java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain(SECRET);
      }
    }
  }

  private static int readOne(dev.sirius.core.gguf.port.ByteSource source) {
    try {
      return source.read(0, new byte[1], 0, 1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("is in no message when it is refused")
  void refused() {
    stub.on(
        "/api/models/user/repo",
        (request, answer) ->
            answer.whole(401, "text/plain", "no", "WWW-Authenticate: Bearer realm=\"x y\""));

    RegistryException failure =
        Stubbed.failure(() -> registry.files(PublishedModel.parse("hf.co/user/repo")));

    assertThat(failure).hasMessageContaining("HF_TOKEN").hasMessageNotContaining(SECRET);
    assertThat(Tokens.of(SECRET, stub.address()).toString()).doesNotContain(SECRET);
  }

  @Test
  @DisplayName("is not sent over plain http to another machine")
  void plain() {
    Tokens tokens = Tokens.of(SECRET, URI.create("http://hub.example"));

    assertThat(tokens.of(URI.create("http://hub.example/x"))).isEmpty();
    assertThat(tokens.of(URI.create("https://hub.example/x"))).isEmpty();
    assertThat(
            Tokens.of(SECRET, URI.create("https://HUB.example"))
                .of(URI.create("https://hub.example:443/x")))
        .contains(SECRET);
    assertThat(
            Tokens.of(SECRET, URI.create("https://hub.example"))
                .of(URI.create("https://hub.example:444/x")))
        .isEmpty();
  }

  @Test
  @DisplayName("with a line break is refused before anything is sent")
  void injected() {
    assertThatThrownBy(() -> Tokens.of("a\r\nHost: b", stub.address()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HF_TOKEN")
        .hasMessageNotContaining("Host");
  }

  @Test
  @DisplayName("is had from the service that a registry names, for manifest and blobs alike")
  void challenge() {
    HttpRegistry plain = Stubbed.registry(stub, authority).trace(trace::add).build();
    stub.model("library/tiny:latest", CONTENT);
    List<PublishedFile> files = plain.files(new PublishedModel.InRegistry(ModelName.parse("tiny")));
    String blob = files.get(0).address().getPath();
    stub.json("/token", "{\"token\":\"handedOut\"}");
    StubRegistry.Handler guarded =
        (request, answer) -> {
          if (request.header("authorization").equals("Bearer handedOut")) {
            answer.head(307, 0, "Location: " + other.address("/cdn"));
          } else {
            answer.head(
                401,
                0,
                "WWW-Authenticate: Bearer realm=\""
                    + stub.address("/token")
                    + "\",service=\"stub\",scope=\"repository:library/tiny:pull\"");
          }
        };
    stub.on(blob, guarded);
    other.file("/cdn", CONTENT, "\"1\"");

    plain.download(files.get(0), folder.resolve("model"), step -> {});

    assertThat(folder.resolve("model")).hasSize(CONTENT.length());
    assertThat(stub.requests())
        .extracting(StubRegistry.Request::path)
        .contains("/token?service=stub&scope=repository%3Alibrary%2Ftiny%3Apull");
    assertThat(sent(other)).containsExactly("");
    assertThat(trace).noneMatch(line -> line.contains("handedOut"));
  }
}
