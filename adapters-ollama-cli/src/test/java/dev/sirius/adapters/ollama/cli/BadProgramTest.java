package dev.sirius.adapters.ollama.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An ollama program")
@DisabledOnOs(OS.WINDOWS)
class BadProgramTest {

  private static final ModelName MODEL = ModelName.parse("kjv");
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path directory;
  private Path temporary;

  @BeforeEach
  void makeTemporaryDirectory() throws IOException {
    temporary = Files.createDirectory(directory.resolve("tmp"));
  }

  @Nested
  @DisplayName("that hangs")
  class Hanging {

    @Test
    void isGivenUp() {
      CliOllama ollama = impatient("exec sleep 600");

      assertFailure(
          ollama::list, Kind.TIMED_OUT, "'ollama list' gave no answer within 0.3 s and was ended");
    }

    @Test
    void isEndedWithItsDescendants() throws Exception {
      Path pids = directory.resolve("pids");
      CliOllama ollama =
          patient(
              "sleep 600 & echo $! >>" + pids + "; echo $$ >>" + pids + "; echo started >&2; wait");

      assertThatThrownBy(
              () ->
                  ollama.pull(
                      MODEL,
                      step -> {
                        throw new IllegalStateException("no more");
                      }))
          .hasMessage("no more");

      assertThat(Files.readAllLines(pids)).hasSize(2).allSatisfy(pid -> assertEnded(pid));
    }

    @Test
    void isEndedWhenThisProcessIs() throws Exception {
      Path pid = directory.resolve("pid");
      Path program =
          Launcher.script(
              directory, "echo $$ >" + pid + "; echo 'parsing GGUF' >&2; exec sleep 600");
      Process process =
          new ProcessBuilder(
                  Launcher.java(
                      CreateForEver.class,
                      List.of(program.toString(), temporary.toString(), weights().toString())))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader output = process.inputReader()) {
        assertThat(output.readLine()).isEqualTo("parsing GGUF");
        assertThat(temporary).isNotEmptyDirectory();

        process.destroy();

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      assertThat(temporary).isEmptyDirectory();
      assertEnded(Files.readString(pid).strip());
    }

    private void assertEnded(String pid) {
      assertThat(ProcessHandle.of(Long.parseLong(pid)))
          .satisfiesAnyOf(
              handle -> assertThat(handle).isEmpty(),
              handle -> assertThat(handle.orElseThrow().isAlive()).isFalse());
    }

    @Test
    void isGivenUpThoughItPaintsItsWheelForEver() {
      CliOllama ollama =
          impatient("while true; do printf '\\033[1Gpulling manifest \\033[K' >&2; done");

      assertFailure(
          () -> ollama.pull(MODEL, step -> {}),
          Kind.TIMED_OUT,
          "'ollama pull' gave no answer within 0.3 s and was ended");
    }

    @Test
    void isEndedWhenTheThreadIsInterrupted() throws Exception {
      Path pid = directory.resolve("pid");
      CliOllama ollama = patient("echo $$ >" + pid + "; echo started; exec sleep 600");
      List<Throwable> thrown = new ArrayList<>();
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  ollama.list();
                } catch (ModelStoreException e) {
                  thrown.add(e);
                } finally {
                  interrupted.complete(Thread.currentThread().isInterrupted());
                }
              });
      thread.start();
      awaitText(pid);

      thread.interrupt();

      assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(thrown)
          .singleElement()
          .isInstanceOfSatisfying(
              ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
      assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))).isNotPresent();
    }

    @Test
    void isNotWaitedForWhenOnlyWhatItLeftBehindHoldsItsOutput() {
      CliOllama ollama = patient("printf 'NAME    ID    SIZE    MODIFIED\\n'; sleep 20 & exit 0");

      assertThat(ollama.list()).isEmpty();
    }

    private void awaitText(Path file) throws Exception {
      CompletableFuture.runAsync(
              () -> {
                try {
                  while (!Files.exists(file) || Files.readString(file).isBlank()) {
                    Thread.onSpinWait();
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              })
          .get(20, TimeUnit.SECONDS);
    }
  }

  @Nested
  @DisplayName("that floods")
  class Flooding {

    @Test
    void itsErrorOutputIsEnded() {
      CliOllama ollama = patient("exec yes 'nothing to say' >&2");

      assertFailure(
          ollama::list,
          Kind.BROKEN_ANSWER,
          "'ollama list' wrote more than 64 MiB to its error output and was ended");
    }

    @Test
    void itsErrorOutputOfOneEndlessLineIsEnded() {
      CliOllama ollama = patient("exec cat /dev/zero >&2");

      assertFailure(
          () -> ollama.pull(MODEL, step -> {}),
          Kind.BROKEN_ANSWER,
          "'ollama pull' wrote more than 64 MiB to its error output and was ended");
    }

    @Test
    void itsOutputIsEnded() {
      CliOllama ollama = patient("exec yes 'kjv:latest'");

      assertFailure(
          ollama::list,
          Kind.BROKEN_ANSWER,
          "'ollama list' wrote more than 16 MiB to its output and was ended");
    }

    @Test
    void isStillHeardAtTheEnd() {
      CliOllama ollama =
          patient(
              "yes debug | head -c 1800000 >&2; echo \"Error: model 'kjv' not found\" >&2; exit 1");

      assertFailure(ollama::list, Kind.NOT_FOUND, "Ollama: model 'kjv' not found");
    }
  }

  @Nested
  @DisplayName("that ends badly")
  class Ending {

    @Test
    void byASignal() {
      CliOllama ollama = patient("kill -9 $$");

      assertFailure(
          ollama::list,
          Kind.BROKEN_ANSWER,
          "'ollama list' was ended by signal 9 (killed; often for want of memory)");
    }

    @Test
    void with137OfItsOwn() {
      assertFailure(patient("exit 137")::list, Kind.BROKEN_ANSWER, "ended by signal 9");
    }

    @Test
    void inTheMidstOfACreation() {
      CliOllama ollama = patient("printf 'parsing GGUF\\nwriting manifest\\n' >&2; exit 137");

      assertFailure(
          () -> ollama.create(fromFile(), step -> {}), Kind.BROKEN_ANSWER, "ended by signal 9");
      assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void withoutAWordOfSuccess() {
      CliOllama ollama = patient("printf 'parsing GGUF\\nwriting manifest\\n' >&2; exit 0");

      assertFailure(
          () -> ollama.create(fromFile(), step -> {}),
          Kind.BROKEN_ANSWER,
          "'ollama create' ended without a word of success; the last it said was 'writing"
              + " manifest'");
    }
  }

  @Nested
  @DisplayName("that is not there")
  class Missing {

    @Test
    void onTheSearchPath() {
      CliOllama ollama = CliOllama.builder().searchPath(directory + "::.:/nowhere").build();

      assertFailure(
          ollama::list,
          Kind.UNREACHABLE,
          "no program 'ollama' is on the PATH; install Ollama (https://ollama.com/download) or"
              + " name the program's path");
    }

    @Test
    void whereItIsSaidToBe() {
      CliOllama ollama = CliOllama.builder().program(directory.resolve("no")).build();

      assertFailure(
          ollama::version,
          Kind.UNREACHABLE,
          "there is no program at "
              + directory.resolve("no")
              + "; name the path of Ollama's"
              + " program");
    }

    @Test
    void becauseItIsNoProgram() throws IOException {
      Path file = Files.writeString(directory.resolve("ollama"), "not a program\n");

      assertFailure(
          CliOllama.builder().program(file).build()::version, Kind.UNREACHABLE, "no program at");
    }

    @Test
    void becauseTheSystemCannotRunIt() throws IOException {
      Path file = Files.writeString(directory.resolve("ollama"), "#!/nowhere/interpreter\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));

      assertFailure(
          CliOllama.builder().program(file).build()::version,
          Kind.UNREACHABLE,
          "the program " + file + " cannot be run: ");
    }

    @Test
    void thoughOneLiesInADirectoryThatIsNotNamedFromTheRoot() {
      Launcher.script(directory, "echo 'ollama version is 0.33.0'");
      Path relative = Path.of("").toAbsolutePath().relativize(directory.toAbsolutePath());
      CliOllama ollama = CliOllama.builder().searchPath("::" + relative).build();

      assertThat(relative.resolve("ollama")).isExecutable();
      assertFailure(ollama::version, Kind.UNREACHABLE, "is on the PATH");
    }
  }

  @Nested
  @DisplayName("is given its Modelfile")
  class TemporaryFile {

    @Test
    void inADirectoryOfItsOwnThatIsRemoved() throws IOException {
      Path seen = directory.resolve("seen");
      CliOllama ollama =
          patient(
              "{ stat -c %a . ; stat -c %a \"$(dirname \"$4\")\"; pwd; cat \"$4\"; } >"
                  + seen
                  + "; echo success >&2");

      ollama.create(fromFile(), step -> {});

      List<String> lines = Files.readAllLines(seen);
      assertThat(lines.subList(0, 2)).containsExactly("700", "700");
      assertThat(Path.of(lines.get(2)).getParent()).isEqualTo(temporary);
      assertThat(lines.get(3)).isEqualTo("FROM " + directory.resolve("weights.gguf"));
      assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void andWhatKilledProcessesLeftIsRemoved() throws IOException {
      Path left = Files.createDirectory(temporary.resolve("sirius-modelfile-999999999999-7"));
      Files.writeString(left.resolve("Modelfile"), "FROM kjv");
      Path living =
          Files.createDirectory(
              temporary.resolve("sirius-modelfile-" + ProcessHandle.current().pid() + "-7"));

      builder("echo success >&2").build();

      assertThat(left).doesNotExist();
      assertThat(living).isDirectory();
    }

    @Test
    void unlessThereIsNoDirectoryForIt() {
      CliOllama ollama =
          builder("echo success >&2").temporaryDirectory(directory.resolve("none")).build();

      assertFailure(
          () -> ollama.create(fromFile(), step -> {}),
          Kind.LOCAL_FILE,
          "the Modelfile cannot be written to a temporary directory in "
              + directory.resolve("none"));
    }

    @Test
    void unlessThereIsNoRoomForIt() {
      Path full = Path.of("/dev/full");
      assumeTrue(Files.exists(full), "this system has no device that is always full");

      assertFailure(
          () ->
              PrivateDirectory.with(
                  "FROM kjv",
                  temporary,
                  (file, text, options) -> Files.writeString(full, text, StandardOpenOption.WRITE)),
          Kind.LOCAL_FILE,
          "No space left on device");
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Nested
  @DisplayName("is never run")
  class NeverRun {

    @ParameterizedTest
    @ValueSource(strings = {"a b", ";", "--help", "-h", "$(id)", "kjv;ls"})
    void forASourceThatIsNeitherNameNorPath(String source) {
      assertNotRun(ollama -> ollama.create(from(source), step -> {}), Kind.REFUSED, "neither");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere/x.gguf", "./x.gguf", "../x", "~/no such file"})
    void forAPathThatIsNotThere(String source) {
      assertNotRun(
          ollama -> ollama.create(from(source), step -> {}),
          Kind.LOCAL_FILE,
          "is no file to be read");
    }

    @Test
    void forAFileThatIsEmpty() throws IOException {
      Path empty = Files.createFile(directory.resolve("empty.gguf"));

      assertNotRun(
          ollama -> ollama.create(from(empty.toString()), step -> {}), Kind.LOCAL_FILE, "is empty");
    }

    @Test
    void forATextThatAModelfileCannotCarry() {
      Modelfile modelfile =
          Modelfile.from(weights().toString())
              .with(new Instruction.SystemPrompt("a\"\"\"\nFROM elsewhere"));

      assertNotRun(
          ollama ->
              ollama.create(new CreateRequest(MODEL, modelfile, Optional.empty()), step -> {}),
          Kind.REFUSED,
          "cannot be written into a Modelfile");
    }

    private void assertNotRun(Consumer<CliOllama> action, Kind kind, String message) {
      Path ran = directory.resolve("ran");
      CliOllama ollama = patient("touch " + ran + "; echo success >&2");

      assertFailure(() -> action.accept(ollama), kind, message);

      assertThat(ran).doesNotExist();
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Nested
  @DisplayName("is run for a model only when it is installed")
  class NotInstalled {

    private CliOllama ollama;
    private Path commands;

    @BeforeEach
    void makeAnOllamaWithoutModels() {
      commands = directory.resolve("commands");
      ollama =
          patient("echo \"$1\" >>" + commands + "; printf 'NAME    ID    SIZE    MODIFIED\\n'");
    }

    @Test
    void toMakeOneFromIt() {
      assertNotFound(() -> ollama.create(from("kjv"), step -> {}));
    }

    @Test
    void toAskIt() {
      assertNotFound(() -> ollama.generate(new GenerateRequest(MODEL, "hi", 1)));
    }

    @Test
    void toCopyIt() {
      assertNotFound(() -> ollama.copy(MODEL, ModelName.parse("copy")));
    }

    @Test
    void toDeleteIt() {
      assertNotFound(() -> ollama.delete(MODEL));
    }

    @Test
    void toUnloadIt() {
      assertNotFound(() -> ollama.unload(MODEL));
    }

    private void assertNotFound(ThrowingCallable action) {
      assertFailure(action, Kind.NOT_FOUND, "model kjv:latest is not installed");
      assertThat(commands).hasContent("list");
    }
  }

  @Nested
  @DisplayName("gets")
  class Gets {

    @Test
    void itsArgumentsAndPromptAsTheyAre() throws IOException {
      Path seen = directory.resolve("seen");
      CliOllama ollama =
          patient(
              "if [ \"$1\" = list ]; then printf 'NAME    ID    SIZE    MODIFIED\\n"
                  + "kjv:latest    0    7 MB    now\\n'; exit; fi\n"
                  + "for word in \"$@\"; do echo \"[$word]\" >>"
                  + seen
                  + "; done; cat >>"
                  + seen
                  + "; echo 'total duration: 1s' >&2");
      String prompt = "--help; $(id) 'a' \"b\"\n-f /etc/passwd";

      ollama.generate(new GenerateRequest(MODEL, prompt, 1));

      assertThat(seen).hasContent("[run]\n[--verbose]\n[--nowordwrap]\n[kjv:latest]\n" + prompt);
    }

    @Test
    void nothingToReadOtherwise() {
      CliOllama ollama = patient("cat >&2; printf 'NAME    ID    SIZE    MODIFIED\\n'");

      assertThat(ollama.list()).isEmpty();
    }

    @Test
    void theStatedEnvironmentWithoutColoursAndTranslations() throws IOException {
      Path seen = directory.resolve("seen");
      CliOllama ollama =
          builder("/usr/bin/env >" + seen + "; echo 'ollama version is 0.33.0'")
              .environment(Map.of("LC_ALL", "de_DE", "OLLAMA_HOST", "elsewhere", "X", "y"))
              .host("127.0.0.1:11999")
              .build();

      ollama.version();

      assertThat(Files.readAllLines(seen))
          .contains("LC_ALL=C", "NO_COLOR=1", "OLLAMA_HOST=127.0.0.1:11999", "X=y")
          .anyMatch(line -> line.startsWith("HOME=/"))
          .noneMatch(line -> line.startsWith("PATH=" + System.getenv("PATH")));
    }

    @Test
    void itsCommandsTold() {
      List<String> told = new ArrayList<>();
      CliOllama ollama = builder("exit 3").trace(told::add).build();

      assertFailure(() -> ollama.show(MODEL), Kind.BROKEN_ANSWER, "exit code 3");

      assertThat(told).containsExactly(directory.resolve("ollama") + " show --verbose kjv:latest");
    }
  }

  private CliOllama.Builder builder(String script) {
    return CliOllama.builder()
        .program(Launcher.script(directory, script))
        .temporaryDirectory(temporary);
  }

  /** For programs that are to be waited for: a limit that only a broken test reaches. */
  private CliOllama patient(String script) {
    return builder(script)
        .answerTimeout(Duration.ofSeconds(60))
        .longTimeout(Duration.ofSeconds(60))
        .build();
  }

  /** For programs that never answer. */
  private CliOllama impatient(String script) {
    return builder(script).answerTimeout(SHORT).longTimeout(SHORT).build();
  }

  private CreateRequest fromFile() {
    return from(weights().toString());
  }

  private Path weights() {
    try {
      return Files.writeString(directory.resolve("weights.gguf"), "GGUF");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static CreateRequest from(String source) {
    return new CreateRequest(MODEL, Modelfile.from(source), Optional.empty());
  }

  private static void assertFailure(ThrowingCallable action, Kind kind, String message) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            ModelStoreException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }
}
