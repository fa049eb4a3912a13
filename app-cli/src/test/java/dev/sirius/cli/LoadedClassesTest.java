package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gates the start without a clock: by the classes that a run loads. */
@DisplayName("a run loads")
class LoadedClassesTest {

  private static final String GUICE = "com.google.inject";
  private static final String JACKSON = "com.fasterxml.jackson";
  private static final String MAPPER = "com.fasterxml.jackson.databind";
  private static final String OSHI = "oshi.";
  private static final String PICOCLI = "picocli.CommandLine$Model$CommandSpec";
  private static final String HTTP = "dev.sirius.adapters.ollama.http";
  private static final String PROGRAM = "dev.sirius.adapters.ollama.cli";

  @TempDir Path directory;

  private List<String> loadedBy(String... arguments) throws IOException, InterruptedException {
    Path log = directory.resolve("classes");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    builder.environment().clear();
    builder.environment().put("HOME", directory.toString());
    assertThat(builder.start().waitFor()).isZero();
    try (var lines = Files.lines(log, StandardCharsets.UTF_8)) {
      return lines.map(line -> line.replaceFirst("^(\\[[^]]*] ?)+", "").split(" ")[0]).toList();
    }
  }

  private static void assertNone(List<String> classes, String... packages) {
    assertThat(classes).contains("dev.sirius.cli.Main");
    for (String each : packages) {
      assertThat(classes.stream().filter(name -> name.startsWith(each))).isEmpty();
    }
  }

  @Test
  @DisplayName("no library at all for --version")
  void version() throws Exception {
    assertNone(loadedBy("--version"), GUICE, JACKSON, OSHI, PICOCLI, HTTP, PROGRAM);
  }

  @Test
  @DisplayName("no wiring and no adapter for --help")
  void help() throws Exception {
    List<String> classes = loadedBy("--help");

    assertNone(classes, GUICE, JACKSON, OSHI, HTTP, PROGRAM);
    assertThat(classes).anyMatch(name -> name.startsWith(PICOCLI));
  }

  @Test
  @DisplayName("no registry's adapter for a model that the catalogue has")
  void withoutRegistry() throws Exception {
    List<String> classes =
        loadedBy("plan", "llama3.2:1b", "--memory", "64GiB", "--host", "127.0.0.1:1");

    assertNone(classes, "dev.sirius.adapters.registry");
    assertThat(classes).anyMatch(name -> name.startsWith("dev.sirius.adapters.catalogue"));
  }

  @ParameterizedTest
  @CsvSource({"recommend", "levels", "config show"})
  @DisplayName("neither Ollama's adapters nor an object mapper for what asks no Ollama:")
  void withoutOllama(String command) throws Exception {
    List<String> classes = loadedBy(command.split(" "));

    assertNone(classes, MAPPER, HTTP, PROGRAM);
    assertThat(classes).anyMatch(name -> name.startsWith(GUICE));
  }
}
