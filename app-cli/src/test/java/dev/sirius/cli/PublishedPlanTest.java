package dev.sirius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Module;
import dev.sirius.cli.wiring.InstalledModels;
import dev.sirius.core.model.TinyModel;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.registry.StubRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Planning what is published, on a machine of 1 GiB,")
class PublishedPlanTest {

  private static final Module NO_OLLAMA =
      binder ->
          binder
              .bind(InstalledModels.class)
              .toInstance(
                  () -> {
                    throw new ModelStoreException(Kind.UNREACHABLE, "there is no Ollama");
                  });

  @TempDir private Path folder;
  private StubRegistry stub;
  private Map<String, String> environment;
  private StubRegistry.Content tiny;

  @BeforeEach
  void start() throws IOException {
    stub = StubRegistry.plain();
    environment =
        new HashMap<>(
            Map.of(
                "SIRIUS_DEVICE_PROBE",
                "file",
                "SIRIUS_DEVICE_MEMORY",
                "1GiB",
                "SIRIUS_DEVICE_CORES",
                "2",
                "SIRIUS_REGISTRY_OLLAMA",
                stub.address().toString(),
                "SIRIUS_REGISTRY_HUB",
                stub.address().toString(),
                "HOME",
                folder.toString()));
    tiny = StubRegistry.bytes(Files.readAllBytes(TinyModel.in(folder)));
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private Run run(String line) {
    return Run.with(environment, NO_OLLAMA).line(line);
  }

  private JsonNode plan(String arguments) {
    return Schemas.valid("plan", run("plan " + arguments + " --json").out());
  }

  private void serveRepository() {
    stub.repository(
        "user/repo",
        Map.of(
            "tiny-F16.gguf", tiny,
            "tiny-Q8_0.gguf", StubRegistry.padded(new byte[0], 4_000_000),
            "tiny-Q4_K_M.gguf", StubRegistry.padded(new byte[0], 2_500_000),
            "tiny-UD-Q2_K_XL.gguf", StubRegistry.padded(new byte[0], 2_000_000),
            "tiny-OTHER.gguf", StubRegistry.padded(new byte[0], 3_000_000_000L),
            "mmproj-F16.gguf", tiny));
  }

  @Test
  @DisplayName("a repository shows all its models with size and fit, the best marked")
  void repository() {
    serveRepository();

    JsonNode plan = plan("hf.co/user/repo");

    assertThat(plan.get("origin").asText()).isEqualTo("registry");
    assertThat(plan.get("candidates").findValuesAsText("type"))
        .containsExactly("F16", "Q8_0", "Q4_K_M");
    JsonNode published = plan.get("published");
    assertThat(published.findValuesAsText("file"))
        .containsExactly(
            "tiny-OTHER.gguf",
            "tiny-F16.gguf",
            "tiny-Q8_0.gguf",
            "tiny-Q4_K_M.gguf",
            "tiny-UD-Q2_K_XL.gguf");
    assertThat(published.findValuesAsText("fit"))
        .containsExactly("nowhere", "memory", "memory", "memory", "memory");
    assertThat(published.findValuesAsText("best"))
        .containsExactly("false", "true", "false", "false", "false");
    assertThat(published.get(2).get("bytes").asLong()).isEqualTo(4_000_000);
    assertThat(plan.get("choice").asText()).isEqualTo("F16");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "plan hf.co/user/repo",
        "plan hf.co/user/repo --levels",
        "plan hf.co/user/repo:Q8_0",
        "plan hf.co/user/repo --vram 500MiB",
      })
  @DisplayName("is told of in 80 columns:")
  void fits80Columns(String command) throws IOException {
    serveRepository();
    stub.file("/user/repo/resolve/main/tiny-Q8_0.gguf", tiny, "\"1\"");
    stub.json(
        "/api/models/user/repo",
        "{\"siblings\":[{\"rfilename\":\"tiny-Q8_0.gguf\"},{\"rfilename\":\"z/"
            + "long".repeat(30)
            + "-Q4_K_M.gguf\"}]}");

    Run run = run(command);

    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).isNotEmpty().allMatch(line -> line.length() <= 80);
  }

  @Test
  @DisplayName("a repository's best is said with the command that fetches it")
  void marked() {
    serveRepository();

    Run run = run("plan hf.co/user/repo");

    assertThat(run.out().lines().filter(line -> line.matches("\\* +tiny-F16\\.gguf.*"))).hasSize(1);
    assertThat(run.out()).contains("fetch it: 'sirius pull hf.co/user/repo:F16'");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  @DisplayName("one quantization of a repository is planned from its own header")
  void one() {
    serveRepository();
    stub.file("/user/repo/resolve/main/tiny-Q4_K_M.gguf", tiny, "\"1\"");

    assertThat(plan("hf.co/user/repo:F16").get("ownType").asText()).isEqualTo("F16");
    assertThat(run("plan hf.co/user/repo:Q3_K_M").exitCode()).isEqualTo(4);
    assertThat(run("plan hf.co/user/repo:Q3_K_M").err()).contains("no GGUF file for 'Q3_K_M'");
  }

  @Test
  @DisplayName("a file at an address is planned from its header, the second time without asking")
  void address() {
    stub.file("/models/tiny.gguf", tiny, "\"1\"");
    String command = stub.address("/models/tiny.gguf").toString();

    JsonNode first = plan(command);

    assertThat(first.get("architecture").asText()).isEqualTo("llama");
    assertThat(stub.requests()).hasSize(1);
    assertThat(plan(command)).isEqualTo(first);
    assertThat(stub.requests()).hasSize(1);
    assertThat(plan(command + " --offline")).isEqualTo(first);
  }

  @Test
  @DisplayName("a name that is neither installed nor in the catalogue is looked up in the registry")
  void name() {
    stub.model("library/tinykjv:latest", tiny);

    JsonNode plan = plan("tinykjv");

    assertThat(plan.get("model").asText()).isEqualTo("tinykjv:latest");
    assertThat(plan.get("origin").asText()).isEqualTo("registry");
    assertThat(plan.get("published")).hasSize(1);
    assertThat(Schemas.valid("inspect", run("inspect tinykjv --json").out()).get("origin").asText())
        .isEqualTo("registry");
    assertThat(Schemas.valid("recommend", run("recommend tinykjv --json").out())).isNotNull();
    assertThat(stub.requests()).hasSize(2);
  }

  @Test
  @DisplayName("what the catalogue has is not asked for")
  void catalogue() {
    assertThat(run("plan llama3.2:1b").exitCode()).isIn(0, 5);
    assertThat(stub.requests()).isEmpty();
  }

  @Test
  @DisplayName("a name that nobody knows is said to be nowhere, on one line")
  void nowhere() {
    Run run = run("plan nonesuch");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("its registry does not have it");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"flag", "environment", "file"})
  @DisplayName("opens no connection offline, and says what would have been asked; by")
  void offline(String by) throws IOException {
    serveRepository();
    String command = "plan hf.co/user/repo";
    if (by.equals("flag")) {
      command += " --offline";
    } else if (by.equals("environment")) {
      environment.put("SIRIUS_OFFLINE", "1");
    } else {
      Path file = Files.writeString(folder.resolve("s.json"), "{\"offline\": true}");
      environment.put("SIRIUS_CONFIG", file.toString());
    }

    Run run = run(command);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("GET " + stub.address("/api/models/user/repo"));
    assertThat(stub.requests()).isEmpty();
  }
}
