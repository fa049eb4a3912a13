package dev.sirius.adapters.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a vendor's tool that is run for real")
@DisabledOnOs(OS.WINDOWS)
class ProcessToolTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(400);

  @TempDir Path directory;

  private Tool.Outcome run(Duration longest, String text, String... arguments) throws IOException {
    Path program = Files.writeString(directory.resolve("tool"), text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new ProcessTool(longest, List.of(directory))
        .run(Stream.concat(Stream.of("tool"), Stream.of(arguments)).toList());
  }

  @Test
  @DisplayName("says what it prints, and gets its arguments as they are")
  void output() throws IOException {
    assertThat(run(LONG, "#!/bin/sh\necho oops >&2\nprintf '<%s>' \"$@\"\n", "a b", "$HOME;"))
        .isEqualTo(new Tool.Outcome.Said("<a b><$HOME;>"));
  }

  @Test
  @DisplayName("has refused where its exit code is another than 0")
  void exitCode() throws IOException {
    assertThat(run(LONG, "#!/bin/sh\necho no driver\nexit 9\n"))
        .isEqualTo(new Tool.Outcome.Refused(9, "no driver\n"));
  }

  @Test
  @DisplayName("is missing where no folder of the search path has it")
  void missing() {
    assertThat(new ProcessTool(LONG, List.of(directory)).run(List.of("tool")))
        .isEqualTo(new Tool.Outcome.Missing());
  }

  @Test
  @DisplayName("has failed where it is no program")
  void broken() throws IOException {
    Files.writeString(directory.resolve("tool"), "no permission to run this");

    assertThat(new ProcessTool(LONG, List.of(directory)).run(List.of("tool")))
        .isInstanceOfSatisfying(
            Tool.Outcome.Failed.class,
            failed -> assertThat(failed.reason()).contains("tool cannot be run"));
  }

  @Test
  @DisplayName("is never taken from a folder that is not named in full")
  void relativeFolders() {
    String path = String.join(File.pathSeparator, "", ".", "bin", directory.toString());

    assertThat(ProcessTool.folders(path))
        .contains(directory)
        .allSatisfy(folder -> assertThat(folder).isAbsolute());
  }

  @Test
  @DisplayName("is ended when it hangs, with its children")
  void hangs() throws Exception {
    assertThat(run(SHORT, "#!/bin/sh\nsleep 600 &\necho $$ $! > \"$1\"\nwait\n", pids().toString()))
        .isEqualTo(new Tool.Outcome.Failed("tool did not answer within 400 ms"));

    String[] numbers = Files.readString(pids()).strip().split(" ");
    assertThat(numbers).hasSize(2).allSatisfy(number -> assertThat(ends(number)).isTrue());
  }

  private Path pids() {
    return directory.resolve("pids");
  }

  /** Whether a process ends soon; one that is dead and only not yet buried has no program. */
  private static boolean ends(String number) throws Exception {
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(number));
    if (process.isEmpty()) {
      return true;
    }
    try {
      process.get().onExit().get(10, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return process.get().info().command().isEmpty();
    }
  }

  @Test
  @DisplayName("is not waited for when it closed its output and hangs")
  void hangsSilently() throws IOException {
    assertThat(run(SHORT, "#!/bin/sh\nexec >&-\nsleep 600\n"))
        .isEqualTo(new Tool.Outcome.Failed("tool did not answer within 400 ms"));
  }

  @Test
  @DisplayName("is ended when it talks without end")
  void floods() throws IOException {
    assertThat(run(LONG, "#!/bin/sh\nexec yes xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"))
        .isInstanceOfSatisfying(
            Tool.Outcome.Failed.class,
            failed -> assertThat(failed.reason()).contains("more than 256 KiB"));
  }
}
