package dev.sirius.adapters.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.gguf.GgufBytes;
import dev.sirius.core.gguf.GgufHeader;
import dev.sirius.core.gguf.ValueType;
import dev.sirius.core.gguf.header.HeaderParser;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.registry.HeaderRanges;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.PublishedModel;
import dev.sirius.core.registry.StubRegistry;
import dev.sirius.core.registry.port.RegistryException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The header of a published file")
class HeaderRequestsTest {

  private static final long GIB = 1L << 30;
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  @TempDir private Path folder;
  private StubRegistry stub;

  @BeforeEach
  void start() {
    stub = StubRegistry.plain();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private HttpRegistry.Builder registry() {
    return HttpRegistry.builder()
        .ollama(stub.address())
        .hub(stub.address())
        .cache(folder)
        .clock(Clock.fixed(NOON, ZoneOffset.UTC));
  }

  /** How a vocabulary is laid out: with scores, or with merges. */
  enum Tokenizer {
    GPT2,
    LLAMA,
    BERT
  }

  /** A header with a vocabulary whose later tokens are longer, as real ones are. */
  private static byte[] header(int vocabulary, Tokenizer tokenizer, int tensors, int merges) {
    Random random = new Random(vocabulary);
    boolean gpt2 = tokenizer == Tokenizer.GPT2;
    GgufBytes bytes =
        GgufBytes.header(3, tensors, gpt2 || tokenizer == Tokenizer.LLAMA ? 5 : 4)
            .entry("general.architecture", "llama")
            .entry("tokenizer.ggml.model", tokenizer.name().toLowerCase(Locale.ROOT))
            .array("tokenizer.ggml.tokens", ValueType.STRING, vocabulary);
    for (int i = 0; i < vocabulary; i++) {
      bytes.text("x".repeat(1 + random.nextInt(4) + 8 * i / vocabulary));
    }
    if (tokenizer == Tokenizer.LLAMA) {
      bytes.array("tokenizer.ggml.scores", ValueType.FLOAT32, vocabulary);
      bytes.raw(new byte[4 * vocabulary]);
    }
    bytes.array("tokenizer.ggml.token_type", ValueType.INT32, vocabulary);
    bytes.raw(new byte[4 * vocabulary]);
    if (gpt2) {
      bytes.array("tokenizer.ggml.merges", ValueType.STRING, merges);
      for (int i = 0; i < merges; i++) {
        bytes.text("x".repeat(2 + random.nextInt(4)) + " " + "x".repeat(8 * i / merges));
      }
    }
    for (int i = 0; i < tensors; i++) {
      bytes.tensor("blk." + i + ".ffn_gate.weight", 1, 16_777_216L * i, 4096, 2048);
    }
    return bytes.bytes();
  }

  private static StubRegistry.Content model(byte[] header) {
    return StubRegistry.padded(header, header.length + 5 * GIB);
  }

  private GgufHeader read(HttpRegistry registry, PublishedFile file) {
    return registry.beginning(file, HeaderParser::parse);
  }

  /** Serves a file of 5 GiB whose digest is stated, not calculated. */
  private PublishedModel hub(byte[] header) {
    StubRegistry.Content content = model(header);
    stub.file("/user/repo/resolve/main/model-F16.gguf", content, "\"1\"");
    stub.json(
        "/api/models/user/repo",
        "{\"siblings\":[{\"rfilename\":\"model-F16.gguf\",\"lfs\":{\"sha256\":\""
            + "a".repeat(64)
            + "\",\"size\":"
            + content.length()
            + "}}]}");
    return PublishedModel.parse("hf.co/user/repo");
  }

  @ParameterizedTest(name = "{0} tokens, {1}, {2} tensors, {3} merges")
  @CsvSource({
    "250000, GPT2, 300, 250000",
    "250000, LLAMA, 300, 0",
    "250000, GPT2, 1100, 450000",
    "250000, BERT, 300, 0",
    "128256, GPT2, 291, 280147",
    "151936, GPT2, 800, 151387",
    "262208, LLAMA, 1247, 0",
  })
  @DisplayName("is had in at most 4 requests and 1.5 times its bytes; the second time in none:")
  void requests(int vocabulary, Tokenizer tokenizer, int tensors, int merges) {
    byte[] header = header(vocabulary, tokenizer, tensors, merges);
    stub.latency(20);
    PublishedModel model = hub(header);
    HttpRegistry registry = registry().build();

    GgufHeader first = read(registry, registry.files(model).get(0));

    assertThat(first.length()).isEqualTo(header.length);
    assertThat(first.tensors()).hasSize(tensors);
    assertThat(stub.requests()).hasSizeLessThanOrEqualTo(4);
    assertThat(stub.bytesSent()).isLessThanOrEqualTo(header.length * 3L / 2);
    assertThat(stub.requests().get(1).header("range")).isEqualTo("bytes=0-1048575");

    stub.forget();
    HttpRegistry later = registry().build();
    assertThat(read(later, later.files(model).get(0)).tensors()).isEqualTo(first.tensors());
    assertThat(stub.requests()).isEmpty();
  }

  @Test
  @DisplayName("is had through a redirect to another host, which is asked directly from then on")
  void redirect() {
    byte[] header = header(250_000, Tokenizer.LLAMA, 300, 0);
    PublishedModel model = hub(header);
    try (StubRegistry other = StubRegistry.plain()) {
      other.file("/cdn/model", model(header), "\"1\"");
      stub.on(
          "/user/repo/resolve/main/model-F16.gguf",
          (request, answer) ->
              answer.head(302, 0, "Location: " + other.address("/cdn/model?sign=x")));
      HttpRegistry registry = registry().build();

      read(registry, registry.files(model).get(0));

      assertThat(stub.requests()).hasSize(2);
      assertThat(other.requests()).hasSizeLessThanOrEqualTo(3);
    }
  }

  @Nested
  @DisplayName("at an address, without a digest,")
  class AtAddress {

    private final byte[] header = header(1000, Tokenizer.LLAMA, 3, 0);
    private PublishedFile file;

    @BeforeEach
    void serve() {
      stub.file("/model.gguf", model(header), "\"1\"");
      file = file(stub.address("/model.gguf"));
      read(registry().build(), file);
      stub.forget();
    }

    private PublishedFile file(URI address) {
      return registry().build().files(new PublishedModel.AtAddress(address)).get(0);
    }

    private HttpRegistry twoDaysLater() {
      return registry()
          .clock(Clock.offset(Clock.fixed(NOON, ZoneOffset.UTC), Duration.ofDays(2)))
          .build();
    }

    @Test
    @DisplayName("counts for a day")
    void fresh() {
      read(registry().build(), file);

      assertThat(stub.requests()).isEmpty();
    }

    @Test
    @DisplayName("is then asked by its ETag, which brings no bytes")
    void unchanged() {
      read(twoDaysLater(), file);
      assertThat(stub.requests()).hasSize(1);
      assertThat(stub.requests().get(0).header("if-none-match")).isEqualTo("\"1\"");
      assertThat(stub.bytesSent()).isZero();

      read(twoDaysLater(), file);
      assertThat(stub.requests()).hasSize(1);
    }

    @Test
    @DisplayName("is read anew when the file changed")
    void changed() {
      byte[] other = header(1000, Tokenizer.LLAMA, 7, 0);
      stub.file("/model.gguf", model(other), "\"2\"");

      assertThat(read(twoDaysLater(), file).tensors()).hasSize(7);
    }

    @Test
    @DisplayName("is had offline, however old")
    void offline() {
      assertThat(read(registry().offline(true).build(), file).tensors()).hasSize(3);
      assertThat(stub.requests()).isEmpty();
    }

    @Test
    @DisplayName("is read anew when what was kept of it is damaged")
    void damaged() throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path each : files.toList()) {
          byte[] bytes = Files.readAllBytes(each);
          bytes[bytes.length - 1]++;
          Files.write(each, bytes);
        }
      }

      assertThat(read(registry().build(), file).tensors()).hasSize(3);
      assertThat(stub.requests()).hasSize(1);
    }

    @Test
    @DisplayName("is had all the same where nothing can be kept")
    void noFolder() throws IOException {
      Path blocked = Files.writeString(folder.resolve("blocked"), "a file");

      assertThat(read(registry().cache(blocked).build(), file).tensors()).hasSize(3);
    }
  }

  @Test
  @DisplayName("is not fetched offline; it is said what would have been asked, and of whom")
  void offline() {
    PublishedModel model = hub(header(1000, Tokenizer.LLAMA, 3, 0));
    HttpRegistry offline = registry().offline(true).build();

    RegistryException failure = Stubbed.failure(() -> offline.files(model));

    assertThat(failure)
        .hasMessageContaining("GET " + stub.address("/api/models/user/repo"))
        .hasMessageContaining("--offline");
    assertThat(stub.requests()).isEmpty();
  }

  @Test
  @DisplayName("is given up when it goes on for more than 64 MiB")
  void endless() {
    byte[] header =
        GgufBytes.header(3, 1, 1)
            .array("tokenizer.ggml.tokens", ValueType.STRING, 100_000_000)
            .bytes();
    PublishedModel model = hub(header);
    HttpRegistry registry = registry().build();
    PublishedFile file = registry.files(model).get(0);

    RegistryException failure = Stubbed.failure(() -> read(registry, file));

    assertThat(failure).hasMessageContaining("more than the 64 MiB");
    assertThat(stub.bytesSent()).isLessThanOrEqualTo(HeaderRanges.MOST_BYTES + 1000);
  }

  @Test
  @DisplayName("is that of one manifest's weights, with their length and digest")
  void ofImage() {
    byte[] header = header(100, Tokenizer.LLAMA, 2, 0);
    StubRegistry.Content content = StubRegistry.padded(header, 100_000_000);
    stub.model("library/tiny:1b", content);
    HttpRegistry registry = registry().build();

    List<PublishedFile> files =
        registry.files(new PublishedModel.InRegistry(ModelName.parse("tiny:1b")));

    assertThat(files).hasSize(1);
    assertThat(files.get(0).label()).isEqualTo("tiny:1b");
    assertThat(files.get(0).digest()).contains(StubRegistry.digest(content));
    assertThat(read(registry, files.get(0)).tensors()).hasSize(2);
    assertThat(stub.requests().get(0).header("accept")).contains("manifest.v2+json");
  }

  @Test
  @DisplayName("of a hub's repository is had of each of its models, not of its other files")
  void ofRepository() {
    StubRegistry.Content one = StubRegistry.bytes((byte) 1);
    stub.repository(
        "user/repo",
        Map.of(
            "README.md", one,
            "model-Q4_K_M.gguf", one,
            "Q8_0/model-Q8_0-00001-of-00002.gguf", one,
            "Q8_0/model-Q8_0-00002-of-00002.gguf", one,
            "mmproj-F16.gguf", one));
    HttpRegistry registry = registry().build();

    assertThat(registry.files(PublishedModel.parse("hf.co/user/repo")))
        .extracting(PublishedFile::label)
        .containsExactly(
            "Q8_0/model-Q8_0-00001-of-00002.gguf",
            "Q8_0/model-Q8_0-00002-of-00002.gguf",
            "model-Q4_K_M.gguf");
    assertThat(registry.files(PublishedModel.parse("hf.co/user/repo:q4_k_m"))).hasSize(1);
    assertThat(Stubbed.failure(() -> registry.files(PublishedModel.parse("hf.co/user/repo:Q2_K"))))
        .hasMessageContaining("no GGUF file for 'Q2_K'");
  }
}
