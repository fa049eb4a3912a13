package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.sirius.cli.session.StandInProgram;
import dev.sirius.cli.session.StandInServer;
import dev.sirius.cli.session.TranscriptFile;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.usecase.FindModel;
import dev.sirius.core.usecase.InMemoryModelStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
    "what is wrong ends in one line that says what, and an exit code that says of what kind:")
class BadInputTest {

  private static final Map<String, String> NOWHERE = Map.of("HOME", "/nonexistent");

  @TempDir Path directory;

  private static void assertFails(Run run, int exitCode, String... parts) {
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).startsWith("sirius: ").contains(parts);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
  }

  @Nested
  @DisplayName("a model")
  class Models {

    private final Module inMemory =
        binder ->
            binder
                .bind(ModelStore.class)
                .toInstance(new InMemoryModelStore("0.33.0").with("kjv", "F16", ""));

    @ParameterizedTest
    @ValueSource(
        strings = {
          "show unknown",
          "levels unknown",
          "has-levels unknown",
          "create unknown name --level TINY",
          "optimize unknown",
          "pull unknown"
        })
    @DisplayName("that is not there")
    void unknown(String command) {
      assertFails(Run.with(NOWHERE, inMemory).line(command), 4, "unknown", "; ");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "a b | its model 'a b' has a character that is not allowed",
          "a;rm | its model 'a;rm' has a character that is not allowed",
          "../etc | its namespace '..' has a character that is not allowed",
          "$(id) | has a character that is not allowed",
          "a: | its tag is empty",
          "/a | its namespace is empty",
          "a//b | its namespace is empty",
          "`` | its model is empty",
          "a/b/c/d | it has 4 parts between slashes; at most 3 are allowed",
        })
    @DisplayName("that no model can be named")
    void badNames(String name, String message) {
      for (String command : List.of("show", "optimize", "pull", "levels", "has-levels")) {
        assertFails(Run.with(NOWHERE, inMemory).run(command, name), 2, message);
      }
      assertFails(
          Run.with(NOWHERE, inMemory).run("create", name),
          2,
          FindModel.isPath(name) ? "a model made of a file needs a name" : message);
    }

    @Test
    @DisplayName("with a name of 300 characters")
    void tooLong() {
      assertFails(
          Run.with(NOWHERE, inMemory).run("show", "x".repeat(300)),
          2,
          "its model has 300 characters; at most 80 are allowed");
    }

    @Test
    @DisplayName("that would be made from itself")
    void fromItself() {
      assertFails(
          Run.with(NOWHERE, inMemory).line("create kjv kjv --level TINY --force"),
          2,
          "the new model has its base's name, kjv:latest");
    }
  }

  @Nested
  @DisplayName("the command line")
  class Arguments {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "recomend | Unmatched argument at index 0: 'recomend'; did you mean recommend?",
          "recommend --memroy 8GiB | Unknown option",
          "recommend --memory 8 | --memory: device.memory: '8' has no unit; write a number with a unit",
          "recommend --memory -8GiB | '-8GiB' ",
          "recommend --memory 99999999999GiB | '99999999999GiB'",
          "recommend --cores 0 | --cores: device.cores: '0' is not allowed; write a whole number",
          "recommend --cores many | 'many' is not allowed",
          "recommend --vram 8 | --vram: device.vram: '8' has no unit",
          "recommend --device /nowhere.json | /nowhere.json",
          "recommend --adapter ftp | list",
          "create a b --level HUGE | 'HUGE' is not a level; write HIGH, MEDIUM, MOBILE or TINY",
          "create a b --type Q4_K_X | 'Q4_K_X' is not a quantization type; did you mean Q4_K_",
          "create a b --type Q8_0 --level TINY | mutually exclusive",
          "create a b --num-ctx 0 --level TINY | num_ctx",
          "create | Missing required parameter: 'BASE'",
          "modelfile | a MODEL or --check FILE is needed",
          "config | config show",
        })
    @DisplayName("with what it does not take")
    void usage(String command, String message) {
      Run run = Run.with(NOWHERE, binder -> {}).line(command);

      if (command.contains("--adapter")) {
        // What recommend does not use, it does not refuse.
        assertThat(Run.in(NOWHERE).line("list --adapter ftp").err())
            .contains(
                "--adapter: adapter: 'ftp' is not allowed; write one of auto, http, cli, store");
      } else {
        assertFails(run, 2, message);
      }
    }
  }

  @Nested
  @DisplayName("a configuration")
  class Configurations {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"adapter\": 7} | adapter must be a text in quotes, not a number",
          "{\"mobile\": {\"cores\": \"four\"}} | mobile.cores must be a number, not a text",
          "{\"mobile\": {\"memory\": \"-2GiB\"}} | mobile.memory: '-2GiB'",
          "{\"mobile\": {\"memory\": \"2\"}} | mobile.memory: '2' has no unit",
          "{\"mobile\": {\"cores\": -4}} | mobile.cores: '-4' is not allowed",
          "{\"mobile\": 3} | mobile must be an object",
          "{\"adaptor\": \"http\"} | unknown key adaptor; did you mean adapter?",
          "{\"mobile\": {\"speed\": 3}} | unknown key mobile.speed",
          "{\"adapter\": \"telnet\"} | 'telnet' is not allowed; write one of auto, http, cli, store",
          "{\"adapter\": \"http\" | is not JSON: line 1",
          "[] | does not hold a JSON object",
          "`` | does not hold a JSON object",
          "{\"ollama\": {\"host\": \"ftp://box\"}} | the scheme 'ftp' of an Ollama address",
        })
    @DisplayName("with what it must not hold")
    void file(String json, String message) throws IOException {
      Path file = Files.writeString(directory.resolve("sirius.json"), json);

      Run run = Run.in(NOWHERE).run("optimize", "kjv", "--config", file.toString(), "--cores", "4");

      assertFails(run, 2, message);
    }

    @Test
    @DisplayName("that is not there, or is no file")
    void noFile() {
      assertFails(Run.in(NOWHERE).line("config show --config /nowhere.json"), 2, "/nowhere.json");
      assertFails(
          Run.in(NOWHERE).run("config", "show", "--config", directory.toString()),
          2,
          directory.toString());
    }

    @Test
    @DisplayName("whose thresholds are out of order")
    void thresholds() {
      assertFails(
          Run.in(Map.of("SIRIUS_POLICY_HIGH_MEMORY", "1MiB", "HOME", "/nonexistent"))
              .line("recommend"),
          2,
          "1 MiB");
    }

    @Test
    @DisplayName("in the environment")
    void environment() {
      assertFails(
          Run.in(Map.of("SIRIUS_DEVICE_MEMORY", "8", "HOME", "/nonexistent")).line("recommend"),
          2,
          "SIRIUS_DEVICE_MEMORY: device.memory: '8' has no unit");
    }
  }

  @Nested
  @DisplayName("a Modelfile")
  class Modelfiles {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "FROM m\\nQUANTIZE Q4_K_M | QUANTIZE",
          "FROM m\\nPARAMETER num_ctx many | num_ctx",
          "PARAMETER num_ctx 8 | FROM",
          "FROM m\\nSYSTEM \"\"\"open | ",
        })
    @DisplayName("with an instruction that there is not, or a wrong value")
    void unknownInstruction(String text, String message) throws IOException {
      Path file =
          Files.writeString(directory.resolve("Modelfile"), text.replace("\\n", "\n") + "\n");

      assertFails(
          Run.in(NOWHERE).run("modelfile", "--check", file.toString()),
          2,
          message == null ? "" : message);
    }
  }

  @Nested
  @DisplayName("a server")
  class Servers {

    private Run ask(String address, String... command) {
      Map<String, String> environment =
          Map.of(
              "SIRIUS_ADAPTER", "http",
              "OLLAMA_HOST", address,
              "SIRIUS_OLLAMA_TIMEOUT_SECONDS", "1",
              "HOME", "/nonexistent");
      return Run.in(environment).run(command);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "500 | application/json | {\"error\":\"out of cheese\"} | out of cheese",
          "500 | text/plain | oops | 500",
          "200 | text/html | <html>Welcome</html> | a web page",
          "502 | text/html | <html>Bad gateway</html> | 502",
          "200 | application/json | {\"models\": [ | half a JSON",
          "200 | application/json | `` | nothing",
          "200 | application/json | {\"fish\": 1} | no models",
        })
    @DisplayName("that answers what Ollama would not")
    void strangeAnswers(int status, String type, String body, String message) {
      try (StandInServer server = StandInServer.always(status, type, body)) {
        assertFails(ask(server.address(), "list"), 1, message);
      }
    }

    @Test
    @DisplayName("that is gone in the middle of a stream")
    void goneMidStream() {
      String start =
          "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n";
      String line = "{\"status\":\"pulling manifest\"}\n";
      try (HangingUp server =
          new HangingUp(
              start + Integer.toHexString(line.length()) + "\r\n" + line + "\r\n", true)) {
        assertFails(ask(server.address(), "pull", "kjv"), 1, server.address());
      }
    }

    @Test
    @DisplayName("that says an error after it said that all is well")
    void errorInStream() {
      try (StandInServer server =
          StandInServer.always(
              200,
              "application/x-ndjson",
              "{\"status\":\"pulling manifest\"}\n{\"error\":\"pull model manifest: file does not"
                  + " exist\"}\n")) {
        assertFails(ask(server.address(), "pull", "kjv"), 4, "file does not exist");
      }
    }

    @Test
    @DisplayName("that says nothing at all")
    void silent() {
      try (HangingUp server = new HangingUp("", false)) {
        assertFails(ask(server.address(), "list"), 1, "did not answer /api/tags within 1 s");
      }
    }

    @Test
    @DisplayName("that hangs up at once")
    void hangsUp() {
      try (HangingUp server = new HangingUp("", true)) {
        assertFails(ask(server.address(), "list"), 1, server.address());
      }
    }

    @Test
    @DisplayName("that is not there")
    void notThere() throws IOException {
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      assertFails(
          ask("127.0.0.1:" + port, "list"),
          3,
          "no Ollama server answers at http://127.0.0.1:" + port,
          "ollama serve");
    }

    /** Sends bytes, and hangs up or stays silent. */
    private static final class HangingUp implements AutoCloseable {
      private final ServerSocket socket;
      private final List<Socket> open = new ArrayList<>();

      HangingUp(String bytes, boolean hangUp) {
        try {
          socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
          throw new AssertionError(e);
        }
        Thread thread =
            new Thread(
                () -> {
                  while (!socket.isClosed()) {
                    try {
                      Socket connection = socket.accept();
                      open.add(connection);
                      connection.getInputStream().read(new byte[4096]);
                      OutputStream out = connection.getOutputStream();
                      out.write(bytes.getBytes(StandardCharsets.US_ASCII));
                      out.flush();
                      if (hangUp) {
                        connection.close();
                      }
                    } catch (IOException e) {
                      // The client went, or the test is over.
                    }
                  }
                });
        thread.setDaemon(true);
        thread.start();
      }

      String address() {
        return "127.0.0.1:" + socket.getLocalPort();
      }

      @Override
      public void close() {
        try {
          socket.close();
          for (Socket connection : open) {
            connection.close();
          }
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @Nested
  @DisplayName("a program")
  class Programs {

    private Run ask(String script, String... command) {
      return ask(Map.of(), script, command);
    }

    private Run ask(Map<String, String> more, String script, String... command) {
      StandInProgram.script(directory, script);
      Map<String, String> environment =
          new HashMap<>(
              Map.of(
                  "SIRIUS_ADAPTER",
                  "cli",
                  "SIRIUS_DEVICE_PROBE",
                  "file",
                  "PATH",
                  directory + ":/usr/bin:/bin",
                  "SIRIUS_OLLAMA_TIMEOUT_SECONDS",
                  "1",
                  "HOME",
                  "/nonexistent"));
      environment.putAll(more);
      return Run.in(environment).run(command);
    }

    @Test
    @DisplayName("that hangs, which is ended")
    void hangs() throws IOException {
      Path pid = directory.resolve("pid");

      assertFails(
          ask("echo $$ >'" + pid + "'; exec sleep 600", "list"),
          1,
          "'ollama list' gave no answer within 1.0 s and was ended");
      long process = Long.parseLong(Files.readString(pid).strip());
      assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    @DisplayName("that floods its error output")
    void floods() {
      assertFails(
          ask("head -c 100000000 /dev/zero | tr '\\0' 'x' >&2; exit 1", "list"), 1, "ollama list");
    }

    @Test
    @DisplayName("that is killed")
    void killed() {
      assertFails(ask("exit 137", "list"), 1, "ollama list", "was ended by signal 9");
    }

    @Test
    @DisplayName("that prints what is no list")
    void nonsense() {
      assertFails(ask("echo hello", "list"), 1, "hello");
    }

    @Test
    @DisplayName("that finds no server")
    void noServer() {
      assertFails(
          ask(
              "echo 'Error: could not connect to ollama server, run `ollama serve` to start it' >&2;"
                  + " exit 1",
              "list"),
          3,
          "could not connect to ollama server");
    }

    @Test
    @DisplayName("that is not there")
    void notThere() {
      assertFails(
          Run.in(
                  Map.of(
                      "SIRIUS_ADAPTER",
                      "cli",
                      "SIRIUS_DEVICE_PROBE",
                      "file",
                      "PATH",
                      directory.toString()))
              .line("list"),
          3,
          "no program 'ollama' is on the PATH; install Ollama");
      assertFails(
          Run.in(
                  Map.of(
                      "SIRIUS_ADAPTER",
                      "cli",
                      "SIRIUS_DEVICE_PROBE",
                      "file",
                      "SIRIUS_OLLAMA_PROGRAM",
                      "/nowhere/ollama"))
              .line("list"),
          3,
          "there is no program at /nowhere/ollama");
    }

    @Test
    @DisplayName("for whose Modelfile there is no place")
    void noPlaceForTheModelfile() {
      Path none = directory.resolve("none");
      Path program = StandInProgram.answering(directory, TranscriptFile.read("program"));
      Map<String, String> environment =
          Map.of(
              "SIRIUS_ADAPTER",
              "cli",
              "SIRIUS_DEVICE_PROBE",
              "file",
              "PATH",
              program + ":/usr/bin:/bin",
              "TMPDIR",
              none.toString(),
              "HOME",
              "/nonexistent");

      assertFails(
          Run.in(environment).line("create kjv new --level MOBILE"),
          1,
          "the Modelfile cannot be written to a temporary directory in " + none,
          "make room there");
    }

    @Test
    @DisplayName("for whose Modelfile there is no room")
    void noRoomForTheModelfile() {
      ModelStoreException full =
          new ModelStoreException(
              Kind.LOCAL_FILE,
              "the Modelfile cannot be written",
              new IOException("No space left on device"));
      Module noRoom =
          binder ->
              binder
                  .bind(ModelStore.class)
                  .toProvider(
                      () -> {
                        throw full;
                      });

      assertFails(Run.with(NOWHERE, noRoom).line("list"), 1, "the Modelfile cannot be written");
      assertThat(Run.with(NOWHERE, noRoom).line("list --verbose").err())
          .contains("No space left on device");
    }
  }

  @Nested
  @DisplayName("with adapter auto, Ollama")
  class Automatic {

    @Test
    @DisplayName("is reached over HTTP when a server answers")
    void overHttp() {
      StandInProgram.script(directory, "exit 99");
      try (StandInServer server =
          new StandInServer(
              (request, body) ->
                  new dev.sirius.core.ollama.Transcript.Exchange(
                      request,
                      "",
                      "",
                      request.get(1).equals("/api/version")
                          ? "{\"version\":\"0.33.0\"}"
                          : "{\"models\":[]}",
                      "application/json",
                      200))) {
        Run run =
            Run.in(Map.of("OLLAMA_HOST", server.address(), "PATH", directory.toString()))
                .line("list --verbose");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("ollama over http", "GET http://" + server.address());
      }
    }

    @Test
    @DisplayName("is reached through the program when none does")
    void throughTheProgram() {
      StandInProgram.script(
          directory,
          """
          case $1 in
            --version) echo 'ollama version is 0.33.0' ;;
            list) echo 'NAME    ID    SIZE    MODIFIED' ;;
          esac
          """);

      Run run =
          Run.in(Map.of("OLLAMA_HOST", "127.0.0.1:1", "PATH", directory + ":/usr/bin:/bin"))
              .line("list --verbose");

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.err()).contains("ollama over cli", directory + "/ollama list");
    }

    @Test
    @DisplayName("is not reached where there is neither, and that says what to do")
    void neither() {
      assertFails(
          Run.in(Map.of("OLLAMA_HOST", "127.0.0.1:1", "PATH", directory.toString())).line("list"),
          3,
          "no Ollama server answers at http://127.0.0.1:1",
          "no program 'ollama' is on the PATH",
          "start the server with 'ollama serve', or name its place with --host");
    }

    @Test
    @DisplayName("is examined by doctor, that fails when neither way works")
    void doctor() {
      Run run =
          Run.in(Map.of("OLLAMA_HOST", "127.0.0.1:1", "PATH", directory.toString()))
              .line("doctor --json");

      assertThat(Schemas.valid("doctor", run.out()).path("healthy").asBoolean()).isFalse();
      assertThat(run.exitCode()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("a wait for Ollama that is interrupted: exit code 130")
  void interrupted() throws InterruptedException {
    StandInProgram.script(directory, "exec sleep 600");
    List<Run> runs = new ArrayList<>();
    Thread thread =
        new Thread(
            () ->
                runs.add(
                    Run.in(
                            Map.of(
                                "SIRIUS_ADAPTER",
                                "cli",
                                "SIRIUS_DEVICE_PROBE",
                                "file",
                                "PATH",
                                directory + ":/usr/bin:/bin"))
                        .line("list")));
    thread.start();
    thread.interrupt();
    thread.join(Duration.ofSeconds(20).toMillis());

    assertThat(runs).hasSize(1);
    assertFails(runs.get(0), 130, "was interrupted");
  }
}
