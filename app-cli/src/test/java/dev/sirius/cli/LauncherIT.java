package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sirius.cli.session.StandInProgram;
import dev.sirius.cli.session.TranscriptFile;
import dev.sirius.core.model.TinyModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("the launcher")
class LauncherIT {

  private static final Path INSTALLED = Path.of("target/sirius").toAbsolutePath();
  private static final String JAVA_HOME = System.getProperty("java.home");

  @TempDir Path directory;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void useThisJava() {
    environment.put("JAVA_HOME", JAVA_HOME);
    environment.put("HOME", directory.toString());
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("SIRIUS_DEVICE_PROBE", "file");
  }

  private ProcessBuilder process(Path home, String... arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/sirius").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  private Run run(Path home, String... arguments) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        process(home, arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    int exitCode = process.waitFor();
    return new Run(exitCode, Files.readString(out), Files.readString(err));
  }

  /** A copy of what is installed, in a place with a blank in its name, without an archive. */
  private Path copy() throws IOException {
    Path home = directory.resolve("a place");
    try (Stream<Path> files = Files.walk(INSTALLED)) {
      for (Path file : files.filter(each -> !each.toString().endsWith(".jsa")).toList()) {
        Path target = home.resolve(INSTALLED.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return home;
  }

  private static Path archive(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> archives =
          files.filter(file -> file.getFileName().toString().endsWith(".jsa")).toList();
      assertThat(archives).hasSize(1);
      return archives.get(0);
    }
  }

  private void assertStarts(Run run) {
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("\"level\" : \"HIGH\"").startsWith("{").endsWith("}\n");
    assertThat(run.exitCode()).isZero();
  }

  private Run recommend(Path home) throws IOException, InterruptedException {
    return run(home, "recommend", "--json", "--memory", "64GiB", "--cores", "8");
  }

  @Test
  @DisplayName("has its archive from the build, and the JVM takes it without a word")
  void archiveFromTheBuild() throws Exception {
    assertThat(Files.size(archive(INSTALLED.resolve("lib")))).isGreaterThan(1 << 20);
    environment.put("JDK_JAVA_OPTIONS", "-Xshare:on");

    Run run = recommend(INSTALLED);

    assertThat(run.out()).contains("\"level\" : \"HIGH\"");
    assertThat(run.err()).isEqualTo("NOTE: Picked up JDK_JAVA_OPTIONS: -Xshare:on\n");
  }

  @Test
  @DisplayName("makes an archive at the first run, under any path, and again for a newer program")
  void archiveAtFirstRun() throws Exception {
    Path home = copy();

    assertStarts(recommend(home));

    Path archive = archive(home.resolve("lib"));
    FileTime made = Files.getLastModifiedTime(archive);
    assertThat(Files.size(archive)).isGreaterThan(1 << 20);
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      assertThat(files).allMatch(file -> file.toString().matches(".*\\.(jar|jsa)"));
    }

    assertStarts(recommend(home));
    assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);

    Files.setLastModifiedTime(
        home.resolve("lib/sirius-app-cli.jar"), FileTime.from(Instant.now().plusSeconds(1)));
    assertStarts(recommend(home));
    assertThat(Files.getLastModifiedTime(archive)).isNotEqualTo(made);
  }

  @Test
  @DisplayName("starts as right, and as silent, with an archive that does not fit")
  void archiveThatDoesNotFit() throws Exception {
    Path home = copy();
    Path other = archive(INSTALLED.resolve("lib"));
    Path archive = home.resolve("lib").resolve(other.getFileName());

    Files.writeString(archive, "");
    assertStarts(recommend(home));
    Files.writeString(archive, "no archive");
    assertStarts(recommend(home));
    Files.copy(other, archive, StandardCopyOption.REPLACE_EXISTING);
    assertStarts(recommend(home));
  }

  @Test
  @DisplayName("starts without an archive when it is told to")
  void withoutArchive() throws Exception {
    Path home = copy();
    environment.put("SIRIUS_NO_ARCHIVE", "1");

    assertStarts(recommend(home));

    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".jsa"));
    }
  }

  @Test
  @DisplayName("is found through links, and finds Java on the PATH")
  void links() throws Exception {
    Path link = Files.createDirectories(directory.resolve("links/bin")).resolve("sirius");
    Files.createSymbolicLink(link, INSTALLED.resolve("bin/sirius"));
    environment.remove("JAVA_HOME");
    environment.put("PATH", JAVA_HOME + "/bin:/usr/bin:/bin");

    assertStarts(recommend(directory.resolve("links")));
  }

  @Test
  @DisplayName("says so when there is no Java")
  void noJava() throws Exception {
    environment.remove("JAVA_HOME");
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : List.of("sh", "readlink", "dirname")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/bin", tool));
    }
    environment.put("PATH", tools.toString());

    Run run = recommend(INSTALLED);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("sirius: no Java found; install Java 17 or later, or set JAVA_HOME\n");
  }

  /** A Java that says how it was started. */
  private void tellOptions() throws IOException {
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    environment.put("JAVA_HOME", directory.resolve("jdk").toString());
  }

  @Test
  @DisplayName("stops at the first compiler for short commands, and has the full one for long work")
  void twoWaysToStart() throws Exception {
    tellOptions();

    for (String command : List.of("recommend", "device", "list", "show")) {
      assertThat(run(INSTALLED, command).out().lines())
          .contains("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", command);
    }
    for (String command : List.of("create", "optimize", "pull")) {
      assertThat(run(INSTALLED, "--verbose", command, "a b").out().lines())
          .doesNotContain("-XX:TieredStopAtLevel=1")
          .contains("-XX:+UseSerialGC")
          .endsWith("--verbose", command, "a b");
    }
  }

  @Test
  @DisplayName(
      "bounds the heap of long work, but for an importance matrix, which lies in memory as a whole")
  void boundedHeap() throws Exception {
    tellOptions();

    Map<String, String> bounds =
        Map.of(
            "quantize", "-Xmx320m",
            "switch", "-Xmx320m",
            "import", "-Xmx320m",
            "create", "-Xmx400m",
            "optimize", "-Xmx400m");
    for (String command : bounds.keySet()) {
      assertThat(run(INSTALLED, command, "a", "--verify").out().lines())
          .contains(bounds.get(command))
          .noneMatch(option -> option.startsWith("-Xms"));
      for (String option : List.of("--imatrix", "--imatrix=im.gguf")) {
        assertThat(run(INSTALLED, command, option, "im.gguf").out().lines())
            .contains("-Xms64m")
            .noneMatch(each -> each.startsWith("-Xmx"));
      }
    }
    assertThat(run(INSTALLED, "levels", "a", "--verify").out().lines()).contains("-Xmx320m");
    assertThat(run(INSTALLED, "levels", "a").out().lines())
        .noneMatch(option -> option.startsWith("-Xm"));
  }

  /** The Javas to try: this one, and those that lie beside it. */
  static List<Path> javas() throws IOException {
    List<Path> javas = new ArrayList<>(List.of(Path.of(JAVA_HOME)));
    try (Stream<Path> beside = Files.list(Path.of(JAVA_HOME).toRealPath().getParent())) {
      for (Path java : beside.sorted().toList()) {
        if (Files.isExecutable(java.resolve("bin/java"))
            && hasVectors(java)
            && javas.stream().noneMatch(java.toRealPath()::equals)) {
          javas.add(java.toRealPath());
        }
      }
    }
    return javas;
  }

  private static boolean hasVectors(Path java) throws IOException {
    Path release = java.resolve("release");
    return Files.exists(release) && Files.readString(release).contains("jdk.incubator.vector");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("javas")
  @DisplayName("quantizes in vectors without a word of the JVM's, and the same without them")
  void vectors(Path java) throws Exception {
    assumeThat(hasVectors(java)).isTrue();
    environment.put("JAVA_HOME", java.toString());
    environment.put("SIRIUS_NO_ARCHIVE", "1");
    String source = TinyModel.in(directory).toString();
    Path one = directory.resolve("one.gguf");
    Path other = directory.resolve("other.gguf");

    Run run = run(INSTALLED, "quantize", source, one.toString(), "--type", "Q3_K_M", "--verbose");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .containsPattern("quantizing \\d+ sub-blocks side by side\n")
        .doesNotContainIgnoringCase("warning");

    environment.put("SIRIUS_VECTORS", "0");
    run = run(INSTALLED, "quantize", source, other.toString(), "--type", "Q3_K_M", "--verbose");

    assertThat(run.err())
        .contains("quantizing one sub-block at a time: SIRIUS_VECTORS is 0\n")
        .doesNotContainIgnoringCase("warning");
    assertThat(other).hasSameBinaryContentAs(one);
  }

  @Test
  @DisplayName("ends with 130 at Ctrl-C, with the child and the temporary file gone")
  void interrupted() throws Exception {
    Path temporary = Files.createDirectories(directory.resolve("temporary"));
    Path program = Files.createDirectories(directory.resolve("program"));
    StandInProgram.answering(program, TranscriptFile.read("program"));
    Path answers = Files.move(program.resolve("ollama"), program.resolve("answers"));
    Path pipe = directory.resolve("pid");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    StandInProgram.script(
        program,
        "if [ \"$1\" = create ]; then echo $$ >'%s'; exec sleep 600; fi\nexec '%s' \"$@\""
            .formatted(pipe, answers));
    environment.put("PATH", program + ":/usr/bin:/bin");
    environment.put("TMPDIR", temporary.toString());

    Process sirius =
        process(INSTALLED, "create", "kjv", "new", "--level", "MOBILE", "--adapter", "cli")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    long child;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(pipe), StandardCharsets.UTF_8))) {
      child = Long.parseLong(reader.readLine());
    }
    assertThat(ProcessHandle.of(child)).hasValueSatisfying(ProcessHandle::isAlive);
    assertThat(temporary).isNotEmptyDirectory();

    new ProcessBuilder("/bin/sh", "-c", "kill -INT " + sirius.pid()).start().waitFor();

    assertThat(sirius.waitFor()).isEqualTo(130);
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(temporary).isEmptyDirectory();
  }
}
