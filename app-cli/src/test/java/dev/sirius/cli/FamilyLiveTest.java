package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sirius.adapters.ollama.http.HttpOllama;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.modelfile.ModelfileParser;
import dev.sirius.core.ollama.OllamaHost;
import dev.sirius.core.usecase.family.FamilyState;
import dev.sirius.core.usecase.family.ReadFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes and switches families on a real server, and kills the program at random moments. It runs
 * when {@code OLLAMA_HOST} names a server on this machine and {@code -Dsirius.weights} a small
 * 16-bit GGUF file; {@code -Dsirius.kills} says how often, 30 times unless set.
 */
@DisplayName("on a real server")
@EnabledIfEnvironmentVariable(named = "OLLAMA_HOST", matches = ".+")
@EnabledIfSystemProperty(named = "sirius.weights", matches = ".+")
class FamilyLiveTest {

  private static final ModelName SOURCE = ModelName.parse("sirius-live:f16");
  private static final ModelName FAMILY = ModelName.parse("sirius-live:family");
  private static final int KILLS = Integer.getInteger("sirius.kills", 30);
  private static final String[] CREATE = {
    "create",
    "sirius-live:f16",
    "sirius-live:family",
    "--nested",
    "--parent",
    "Q8_0",
    "--type",
    "Q4_K_M",
    "--materialize",
    "all"
  };

  @TempDir private Path directory;

  private final HttpOllama ollama =
      HttpOllama.builder()
          .host(OllamaHost.parse(Optional.ofNullable(System.getenv("OLLAMA_HOST")).orElse("")))
          .build();
  private final SplittableRandom random = new SplittableRandom(7);

  @BeforeEach
  void makeSource() {
    removeAll();
    ollama.create(
        new CreateRequest(
            SOURCE,
            new ModelfileParser()
                .parse(
                    "FROM "
                        + System.getProperty("sirius.weights")
                        + "\nPARAMETER num_ctx 256\nPARAMETER num_thread 1\n"
                        + "TEMPLATE \"{{ .System }} {{ .Prompt }}\"\nSYSTEM Speak plainly.\n"),
            Optional.empty()),
        step -> {});
  }

  @AfterEach
  void removeAll() {
    ollama.list().stream()
        .map(InstalledModel::name)
        .filter(name -> name.model().equals(SOURCE.model()))
        .forEach(ollama::delete);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    builder.environment().put("HOME", directory.resolve("home").toString());
    builder
        .environment()
        .put("TMPDIR", Files.createDirectories(directory.resolve("tmp")).toString());
    return builder.start();
  }

  private long complete(String... arguments) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int exitCode = start(arguments).waitFor();
    assertThat(exitCode).as(Files.readString(directory.resolve("output"))).isZero();
    return (System.nanoTime() - start) / 1_000_000;
  }

  private void killDuring(long millis, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(arguments);
    process.waitFor(random.nextLong(millis * 11 / 10 + 1), TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
  }

  private void assertPrimaryWorks() {
    assertThat(ollama.generate(new GenerateRequest(FAMILY, "Let there be", 4)).text()).isNotNull();
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
      assertThat(left.filter(path -> path.getFileName().toString().startsWith("sirius-")))
          .isEmpty();
    }
  }

  private List<String> members() {
    return ollama.list().stream()
        .map(InstalledModel::name)
        .filter(name -> name.model().equals(SOURCE.model()))
        .map(ModelName::tag)
        .sorted()
        .toList();
  }

  @Test
  @DisplayName(
      "a family that was killed while it was made has a name that works or none, and is completed")
  void killedWhileMade() throws IOException, InterruptedException {
    long millis = complete(CREATE);
    int resolved = 0;
    for (int i = 0; i < KILLS; i++) {
      members().stream()
          .filter(tag -> tag.startsWith("family"))
          .forEach(tag -> ollama.delete(FAMILY.withTag(tag)));

      killDuring(millis, CREATE);

      if (members().contains("family")) {
        assertPrimaryWorks();
        resolved++;
      }
      complete(CREATE);
      assertThat(members())
          .containsExactly("f16", "family", "family-q2_K", "family-q4_K_M", "family-q8_0");
      assertPrimaryWorks();
      assertNothingIsLeft();
    }
    System.out.println(
        "made in " + millis + " ms; killed " + KILLS + " times, " + resolved + " with a primary");
  }

  @Test
  @DisplayName("a family that was killed while it was switched is at one level or the other")
  void killedWhileSwitched() throws IOException, InterruptedException {
    complete(CREATE);
    long millis = complete("switch", "sirius-live:family", "Q8_0");
    List<String> levels = List.of("Q2_K", "Q4_K_M", "Q8_0");
    for (int i = 0; i < KILLS; i++) {
      String level = levels.get(i % levels.size());
      if (level.equals("Q2_K")) {
        ollama.delete(FAMILY.withTag("family-q2_K"));
      }

      killDuring(level.equals("Q2_K") ? 4 * millis : millis, "switch", "sirius-live:family", level);

      assertPrimaryWorks();
      complete("switch", "sirius-live:family", level);
      FamilyState family = new ReadFamily(ollama).read(FAMILY);
      assertThat(family.current().orElseThrow().label()).isEqualTo(level);
      assertThat(family.damages()).isEmpty();
      assertPrimaryWorks();
      assertNothingIsLeft();
    }
    System.out.println("switched in " + millis + " ms; killed " + KILLS + " times");
  }
}
