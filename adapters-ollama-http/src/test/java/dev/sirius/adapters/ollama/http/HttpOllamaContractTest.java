package dev.sirius.adapters.ollama.http;

import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.OllamaContract;
import dev.sirius.core.ollama.OllamaHost;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract over HTTP: on what real servers of several versions once answered, and on a real one
 * when it answers at {@code OLLAMA_HOST}. With {@code -Dsirius.record=DIRECTORY} what that one
 * answers is recorded there, in the folder {@code recordings} of this package's test resources.
 */
@DisplayName("Ollama over HTTP")
class HttpOllamaContractTest {

  @Nested
  @DisplayName("as 0.33.0 answered")
  class Version0330 extends Replayed {
    Version0330() {
      super("0.33.0");
    }
  }

  @Nested
  @DisplayName("as 0.12.11 answered")
  class Version01211 extends Replayed {
    Version01211() {
      super("0.12.11");
    }
  }

  @Nested
  @DisplayName("as 0.5.7 answered")
  class Version057 extends Replayed {
    Version057() {
      super("0.5.7");
    }
  }

  abstract static class Replayed extends HttpContract {

    @TempDir Path directory;

    private final String version;
    private Runnable end = () -> {};

    Replayed(String version) {
      this.version = version;
    }

    @Override
    protected Ways open(String conversation) {
      Replay replay = new Replay(Recording.read(version, conversation));
      StandIn server = new StandIn(replay);
      end =
          () -> {
            server.close();
            replay.assertAllAskedAsRecorded();
          };
      return ways(server.host(), directory);
    }

    @AfterEach
    void allWasAskedAsRecorded() {
      end.run();
    }
  }

  @Nested
  @EnabledIf("answers")
  @DisplayName("as the server at OLLAMA_HOST answers")
  class Real extends HttpContract {

    @TempDir Path directory;

    private Runnable end = () -> {};

    static boolean answers() {
      String host = System.getenv("OLLAMA_HOST");
      if (host == null) {
        return false;
      }
      try {
        return HttpOllama.builder().host(OllamaHost.parse(host)).build().serverVersion().isStated();
      } catch (ModelStoreException e) {
        return false;
      }
    }

    @Override
    protected Ways open(String conversation) {
      OllamaHost real = OllamaHost.parse(System.getenv("OLLAMA_HOST"));
      String target = System.getProperty("sirius.record", "");
      if (target.isEmpty()) {
        return ways(real, directory);
      }
      String version = HttpOllama.builder().host(real).build().serverVersion().toString();
      RecordingProxy proxy = new RecordingProxy(real);
      StandIn server = new StandIn(proxy);
      Path file = Path.of(target, "recordings", version, conversation + ".json.gz");
      end =
          () -> {
            server.close();
            proxy.recording(version).write(file);
          };
      return ways(server.host(), directory);
    }

    @AfterEach
    void writeDown() {
      end.run();
    }
  }

  private static OllamaContract.Ways ways(OllamaHost host, Path directory) {
    HttpOllama ollama = HttpOllama.builder().host(host).build();
    return new OllamaContract.Ways(ollama, ollama, TinyModel.in(directory));
  }
}
