package dev.sirius.adapters.ollama.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sirius.adapters.ollama.http.StandIn.Answer;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.modelfile.Instruction;
import dev.sirius.core.modelfile.Modelfile;
import dev.sirius.core.modelfile.Parameter;
import dev.sirius.core.modelfile.ParameterName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("an order to make a model")
class CreationTest {

  private static final ModelName NAME = ModelName.parse("new:one");
  private static final String DIGEST =
      "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  private static final String BLOB = "/api/blobs/" + DIGEST;

  @TempDir private Path directory;

  private final List<String> asked = new ArrayList<>();
  private String version = "0.33.0";
  private int blobStatus = 200;
  private StandIn server;
  private HttpOllama ollama;

  @BeforeEach
  void start() {
    server = new StandIn(this::answer);
    ollama = HttpOllama.builder().host(server.host()).build();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private synchronized Answer answer(String method, String path, byte[] body) {
    asked.add((method + " " + path + " " + Recording.shown(path, body)).strip());
    return switch (path) {
      case "/api/version" -> json("{\"version\":\"" + version + "\"}");
      case "/api/tags" -> json("{\"models\":[{\"name\":\"base:latest\",\"digest\":\"00\"}]}");
      case "/api/create" -> json("{\"status\":\"success\"}");
      default -> new Answer(method.equals("HEAD") ? blobStatus : 201, "", "");
    };
  }

  private static Answer json(String text) {
    return new Answer(200, "application/json", text);
  }

  private Path file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private void create(String source, Instruction... instructions) {
    Modelfile modelfile = Modelfile.from(source);
    for (Instruction instruction : instructions) {
      modelfile = modelfile.with(instruction);
    }
    ollama.create(new CreateRequest(NAME, modelfile, Optional.empty()), step -> {});
  }

  private void assertRefused(Kind kind, String words, String source, Instruction... instructions) {
    assertThatExceptionOfType(ModelStoreException.class)
        .isThrownBy(() -> create(source, instructions))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
        .withMessageContaining(words);
    assertThat(asked).noneMatch(request -> request.contains("/api/create"));
  }

  @Test
  @DisplayName("does not read a file whose digest is told")
  void toldDigest() throws IOException {
    Path weights = file("weights.gguf", "hello");
    String told = "ab".repeat(32);
    List<String> steps = new ArrayList<>();

    ollama.create(
        new CreateRequest(NAME, Modelfile.from(weights.toString()), Optional.empty())
            .withDigest(weights, told),
        step -> steps.add(step.toString()));

    assertThat(asked).anyMatch(request -> request.startsWith("HEAD /api/blobs/sha256:" + told));
    assertThat(asked).last().asString().contains("sha256:" + told);
    assertThat(steps).noneMatch(step -> step.contains("reading"));
  }

  @Test
  @DisplayName("sends parameters as the types that they are, stop texts as a list, and each text")
  void types() {
    create(
        "base",
        new Instruction.Set(new Parameter.WholeNumber(ParameterName.NUM_CTX, 1_048_576)),
        new Instruction.Set(new Parameter.Fraction(ParameterName.TEMPERATURE, 0.7f)),
        new Instruction.Set(new Parameter.Toggle(ParameterName.USE_MMAP, false)),
        new Instruction.Set(new Parameter.Stop("a")),
        new Instruction.Set(new Parameter.Stop("b")),
        new Instruction.License("one"),
        new Instruction.License("two"),
        new Instruction.Renderer("r"),
        new Instruction.Parser("p"),
        new Instruction.Requires("0.14.0"));

    assertThat(asked)
        .last()
        .isEqualTo(
            "POST /api/create {\"model\":\"new:one\",\"stream\":true,\"from\":\"base:latest\","
                + "\"license\":[\"one\",\"two\"],\"renderer\":\"r\",\"parser\":\"p\","
                + "\"requires\":\"0.14.0\",\"parameters\":{\"num_ctx\":1048576,"
                + "\"temperature\":0.7,\"use_mmap\":false,\"stop\":[\"a\",\"b\"]}}");
  }

  @Nested
  @DisplayName("from a file")
  class FromAFile {

    @Test
    @DisplayName("sends the file when the server lacks it, and tells how far that is")
    void sends() throws IOException {
      blobStatus = 404;
      Path file = file("a.gguf", "hello");
      List<Progress> steps = new ArrayList<>();
      ollama.create(
          new CreateRequest(NAME, Modelfile.from(file.toString()), Optional.empty()), steps::add);

      assertThat(asked)
          .containsExactly(
              "GET /api/version",
              "HEAD " + BLOB,
              "POST " + BLOB + " 5 bytes, " + DIGEST,
              "POST /api/create {\"model\":\"new:one\",\"stream\":true,"
                  + "\"files\":{\"a.gguf\":\""
                  + DIGEST
                  + "\"}}");
      assertThat(steps)
          .containsExactly(
              Progress.of("reading a.gguf", 5, 5),
              Progress.of("sending a.gguf", 5, 5),
              Progress.of("success"));
    }

    @Test
    @DisplayName("sends nothing that the server has")
    void doesNotSend() throws IOException {
      create(file("a.gguf", "hello").toString());

      assertThat(asked)
          .contains("HEAD " + BLOB)
          .noneMatch(asked -> asked.startsWith("POST /api/b"));
    }

    @Test
    @DisplayName("asks no further when the server says neither that it has it nor that it lacks it")
    void oddStatus() throws IOException {
      blobStatus = 503;
      assertRefused(
          Kind.BROKEN_ANSWER, "answers 503 to HEAD " + BLOB, file("a.gguf", "hello").toString());
    }

    @Test
    @DisplayName("refuses a file that is missing, and a directory")
    void missing() {
      assertRefused(
          Kind.LOCAL_FILE, "there is no such file", directory.resolve("none.gguf").toString());
      assertRefused(Kind.LOCAL_FILE, "a directory; name the GGUF files", directory.toString());
    }

    @Test
    @DisplayName("refuses two files of one name, of which the server would see but one")
    void sameName() throws IOException {
      assertRefused(
          Kind.REFUSED,
          "two files called a.gguf",
          file("1/a.gguf", "x").toString(),
          new Instruction.From(file("2/a.gguf", "y").toString()));
    }

    @Test
    @DisplayName("sends the last adapter alone, as Ollama's program does")
    void lastAdapter() throws IOException {
      create(
          "base",
          new Instruction.Adapter(directory.resolve("overruled.gguf").toString()),
          new Instruction.Adapter(file("lora.gguf", "hello").toString()));

      assertThat(asked)
          .last()
          .asString()
          .endsWith("\"adapters\":{\"lora.gguf\":\"" + DIGEST + "\"}}");
    }
  }

  @Nested
  @DisplayName("is refused")
  class IsRefused {

    @Test
    @DisplayName("when the server is older than 0.5.5")
    void oldServer() {
      version = "0.5.4";
      assertRefused(Kind.TOO_OLD, "update it to 0.5.5 or later", "base");
    }

    @Test
    @DisplayName("when the server would pass over a part of it")
    void unknownPart() {
      version = "0.11.11";
      assertRefused(Kind.TOO_OLD, "RENDERER; update it to 0.12.0", "base", renderer());
      assertRefused(
          Kind.TOO_OLD, "PARSER; update it to 0.12.0", "base", new Instruction.Parser("p"));
      version = "0.13.5";
      assertRefused(
          Kind.TOO_OLD,
          "REQUIRES; update it to 0.14.0",
          "base",
          new Instruction.Requires("0.14.0"));
      version = "0.24.0";
      assertRefused(
          Kind.TOO_OLD, "DRAFT; update it to 0.30.0", "base", new Instruction.Draft("/d.gguf"));
    }

    private static Instruction renderer() {
      return new Instruction.Renderer("r");
    }

    @Test
    @DisplayName("when its base is not installed: nothing is pulled by the way")
    void absentBase() {
      assertRefused(Kind.NOT_FOUND, "model 'absent:latest' not found; pull it with", "absent");
    }

    @Test
    @DisplayName("when its base is neither a name nor a path")
    void oddBase() {
      assertRefused(Kind.REFUSED, "neither a model's name nor a path", "two words");
    }
  }
}
