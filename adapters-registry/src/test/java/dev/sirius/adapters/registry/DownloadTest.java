package dev.sirius.adapters.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.core.model.Progress;
import dev.sirius.core.registry.PublishedFile;
import dev.sirius.core.registry.StubRegistry;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.size.ByteSize;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A download")
class DownloadTest {

  private static final int PIECE = 64 << 10;
  private static final int KILLS = 12;

  @TempDir private Path folder;
  private final byte[] bytes = Stubbed.random(20 * PIECE + 1234, 5);
  private final StubRegistry.Content content = StubRegistry.bytes(bytes);
  private StubRegistry stub;
  private PublishedFile file;

  @BeforeEach
  void start() {
    stub = StubRegistry.plain().file("/model.gguf", content, "\"1\"");
    file = file(Optional.of(StubRegistry.digest(content)));
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private PublishedFile file(Optional<String> digest) {
    return new PublishedFile(
        "model.gguf",
        stub.address("/model.gguf"),
        digest.map(known -> new ByteSize(bytes.length)),
        digest);
  }

  private HttpRegistry registry() {
    return HttpRegistry.builder().patience(Stubbed.IMPATIENT).pieces(PIECE, 3).build();
  }

  private Path target() {
    return folder.resolve("new").resolve("model.gguf");
  }

  private void assertWhole() throws IOException {
    assertThat(target()).hasBinaryContent(bytes);
    try (Stream<Path> files = Files.list(target().getParent())) {
      assertThat(files).containsExactly(target());
    }
  }

  @ParameterizedTest(name = "with a digest: {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("arrives whole, in pieces that are asked for once each,")
  void arrives(boolean digest) throws IOException {
    registry().download(digest ? file : file(Optional.empty()), target(), step -> {});

    assertWhole();
    assertThat(stub.bytesSent()).isBetween((long) bytes.length, bytes.length + 1L);
    assertThat(stub.requests()).hasSize(digest ? 21 : 22);
  }

  @Test
  @DisplayName("tells how much is there, which never shrinks when nothing breaks")
  void progress() {
    List<Progress> told = new CopyOnWriteArrayList<>();

    HttpRegistry.builder().pieces(PIECE, 1).build().download(file, target(), told::add);

    List<Long> done =
        told.stream()
            .filter(step -> step.status().startsWith("downloading"))
            .map(step -> step.completedBytes().orElseThrow())
            .toList();
    assertThat(done).isSorted().startsWith(0L).endsWith((long) bytes.length);
    assertThat(told).allMatch(step -> step.totalBytes().orElseThrow() == bytes.length);
  }

  @Test
  @DisplayName("goes on after a break within a piece, and fetches nothing twice")
  void breaks() throws IOException {
    stub.on(
        "/model.gguf",
        (request, answer) -> StubRegistry.range(request, answer, breakingOnce(PIECE / 2), "\"1\""));

    HttpRegistry.builder()
        .patience(Stubbed.IMPATIENT)
        .pieces(4 * PIECE, 1)
        .build()
        .download(file, target(), step -> {});

    assertWhole();
    assertThat(stub.requests())
        .extracting(request -> request.header("range"))
        .doesNotHaveDuplicates();
  }

  private final AtomicLong broken = new AtomicLong();

  /** Content whose first answer breaks off after so many bytes. */
  private StubRegistry.Content breakingOnce(int after) {
    return new StubRegistry.Content() {
      @Override
      public long length() {
        return content.length();
      }

      @Override
      public void write(OutputStream out, long first, long end) throws IOException {
        if (broken.getAndIncrement() == 0) {
          content.write(out, first, first + after);
          out.flush();
          throw new IOException("broken");
        }
        content.write(out, first, end);
      }
    };
  }

  @Test
  @DisplayName("begins anew when the file is another one by now, which has no digest but an ETag")
  void changed() throws IOException {
    PublishedFile bare = file(Optional.empty());
    stub.on(
        "/model.gguf",
        (request, answer) -> {
          if (request.header("range").startsWith("bytes=" + 10 * PIECE + "-")) {
            answer.whole(404, "text/plain", "gone");
          } else {
            StubRegistry.range(
                request, answer, StubRegistry.bytes(Stubbed.random(bytes.length, 6)), "\"0\"");
          }
        });
    Stubbed.failure(() -> registry().download(bare, target(), step -> {}));
    stub.file("/model.gguf", content, "\"1\"");

    registry().download(bare, target(), step -> {});

    assertWhole();
  }

  @Test
  @DisplayName("is refused while another one of the same file runs")
  void locked() {
    RegistryException[] second = new RegistryException[1];
    registry()
        .download(
            file,
            target(),
            step -> {
              if (second[0] == null) {
                second[0] = Stubbed.failure(() -> registry().download(file, target(), inner -> {}));
              }
            });

    assertThat(second[0].kind()).isEqualTo(Kind.LOCAL_FILE);
    assertThat(second[0]).hasMessageContaining("another sirius");
  }

  @Test
  @DisplayName("stops at once when it is interrupted, and says that it can go on")
  void interrupted() throws IOException {
    stub.on(
        "/model.gguf",
        (request, answer) -> {
          answer.head(206, 1, "Content-Range: bytes 0-0/" + bytes.length);
          answer.stall();
        });
    Thread caller = Thread.currentThread();

    RegistryException failure =
        Stubbed.failure(
            () ->
                HttpRegistry.builder()
                    .build()
                    .download(file, target(), step -> caller.interrupt()));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(failure).hasMessageContaining("goes on");
    assertThat(target()).doesNotExist();
  }

  @Test
  @DisplayName("that is killed 12 times leaves nothing half in place, and completes when repeated")
  void killed() throws IOException, InterruptedException {
    Random random = new Random(20_261_101);
    int completed = 0;
    int resumed = 0;
    for (int i = 0; i < KILLS; i++) {
      stub.forget();
      // Within the file, so that some come to their end.
      long killAfter = random.nextInt(bytes.length);
      Process process = another();
      stub.awaitBytesSent(killAfter, process);
      process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      if (Files.exists(target())) {
        assertThat(target()).hasBinaryContent(bytes);
        Files.delete(target());
        completed++;
      }
      resumed += stub.requests().stream().anyMatch(this::isFirst) ? 0 : 1;
    }

    assertThat(another().waitFor()).isZero();
    assertWhole();
    assertThat(resumed).as("how often one went on where the one before was killed").isPositive();
    assertThat(completed).as("how often one came to its end").isBetween(1, KILLS - 1);
  }

  private boolean isFirst(StubRegistry.Request request) {
    return request.header("range").startsWith("bytes=0-");
  }

  private Process another() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            DownloadInAnotherJvm.class.getName(),
            stub.address("/model.gguf").toString(),
            String.valueOf(bytes.length),
            file.digest().orElseThrow(),
            target().toString())
        .redirectErrorStream(true)
        .redirectOutput(new File("/dev/null"))
        .start();
  }
}
