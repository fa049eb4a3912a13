package dev.sirius.adapters.ollama.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sirius.core.fact.Fact;
import dev.sirius.core.model.CreateRequest;
import dev.sirius.core.model.GenerateRequest;
import dev.sirius.core.model.Generation;
import dev.sirius.core.model.InstalledModel;
import dev.sirius.core.model.ModelDescription;
import dev.sirius.core.model.ModelName;
import dev.sirius.core.model.OllamaVersion;
import dev.sirius.core.model.Progress;
import dev.sirius.core.model.RunningModel;
import dev.sirius.core.model.port.ModelRunner;
import dev.sirius.core.model.port.ModelStore;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.HumanText;
import dev.sirius.core.ollama.OllamaHost;
import dev.sirius.core.size.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ollama, reached over its HTTP API.
 *
 * <p>Every method makes one request or a few, and throws {@link ModelStoreException} when that
 * fails. Nothing is connected before a method is called, and nothing stays open after.
 */
public final class HttpOllama implements ModelStore, ModelRunner {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final long POLL_MILLIS = 50;

  /**
   * llm/llama_server.go of ollama/ollama: after 30 equal pieces it ends the answer, and no more.
   */
  private static final String AFTER_HALF_AN_ANSWER =
      "Ollama does so when a model says the same more than 30 times: ask for a shorter answer or"
          + " something else; else look whether the server still runs";

  private final Connection connection;
  private final Duration answerTimeout;

  private HttpOllama(Builder builder) {
    this.answerTimeout = builder.answerTimeout;
    this.connection =
        new Connection(builder.host, builder.answerTimeout, builder.workTimeout, builder.trace);
  }

  /** Starts with a server at its usual place on this machine. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts an {@link HttpOllama} together. */
  public static final class Builder {
    private OllamaHost host = OllamaHost.DEFAULT;
    private Duration answerTimeout = Duration.ofSeconds(30);
    private Duration workTimeout = Duration.ofHours(1);
    private Consumer<String> trace = line -> {};

    private Builder() {}

    /** The server. */
    public Builder host(OllamaHost newHost) {
      host = requireNonNull(newHost, "host");
      return this;
    }

    /** How long the server may stay silent when it is only asked something; 30 s unless set. */
    public Builder answerTimeout(Duration newAnswerTimeout) {
      answerTimeout = positive("an answer time", newAnswerTimeout);
      return this;
    }

    /**
     * How long the server may stay silent while it does what takes long by its nature: loading,
     * answering, quantizing, downloading; 1 h unless set. It says nothing while it copies a file of
     * weights, which for the largest ones takes many minutes.
     */
    public Builder workTimeout(Duration newWorkTimeout) {
      workTimeout = positive("a work time", newWorkTimeout);
      return this;
    }

    private static Duration positive(String what, Duration duration) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(what + " of " + duration + "; more than zero is needed");
      }
      return duration;
    }

    /** Is told each request before it is made, on a line. */
    public Builder trace(Consumer<String> newTrace) {
      trace = requireNonNull(newTrace, "trace");
      return this;
    }

    public HttpOllama build() {
      return new HttpOllama(this);
    }
  }

  @Override
  public Fact<OllamaVersion> version() {
    return Fact.known(serverVersion(), "/api/version");
  }

  OllamaVersion serverVersion() {
    JsonNode answer = get("/api/version");
    String text = answer.path("version").asText("");
    if (text.isEmpty()) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          connection.host() + " names no version; it is no Ollama server: check OLLAMA_HOST");
    }
    try {
      return OllamaVersion.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER, connection.host() + " names a version that is none: " + text, e);
    }
  }

  @Override
  public List<InstalledModel> list() {
    List<InstalledModel> models = new ArrayList<>();
    for (JsonNode model : array(get("/api/tags"), "models", "/api/tags")) {
      ByteSize size = new ByteSize(Math.max(0, model.path("size").asLong()));
      models.add(
          new InstalledModel(
              name(model),
              shortDigest(model),
              Fact.known(size, "/api/tags"),
              HumanText.size(size.bytes()),
              instant(model.path("modified_at").asText(), "/api/tags"),
              text(model.path("details").path("quantization_level"), "/api/tags")));
    }
    return List.copyOf(models);
  }

  @Override
  public ModelDescription show(ModelName name) {
    ObjectNode request = named(name);
    request.put("verbose", true);
    try (Transport.Reply reply = connection.post("/api/show", json(request))) {
      byte[] body = connection.body(reply, "/api/show");
      return new ShowAnswer(object(body, "/api/show", ShowTree::read)).describe(name);
    }
  }

  @Override
  public void create(CreateRequest request, Consumer<Progress> progress) {
    new Creation(connection, this, progress).create(request);
  }

  @Override
  public void copy(ModelName source, ModelName target) {
    ObjectNode request = JSON.createObjectNode();
    request.put("source", source.shortForm());
    request.put("destination", target.shortForm());
    try (Transport.Reply reply = connection.post("/api/copy", json(request))) {
      connection.requireGood(reply, "/api/copy");
    }
  }

  @Override
  public void delete(ModelName name) {
    ObjectNode request = named(name);
    try (Transport.Reply reply = connection.delete("/api/delete", json(request))) {
      connection.requireGood(reply, "/api/delete");
    }
  }

  @Override
  public void pull(ModelName name, Consumer<Progress> progress) {
    ObjectNode request = named(name);
    request.put("stream", true);
    stream("/api/pull", request, event -> progress.accept(progress(event)));
  }

  @Override
  public List<RunningModel> running() {
    List<RunningModel> models = new ArrayList<>();
    for (JsonNode model : array(get("/api/ps"), "models", "/api/ps")) {
      long size = Math.max(0, model.path("size").asLong());
      models.add(
          new RunningModel(
              name(model),
              shortDigest(model),
              Fact.known(new ByteSize(size), "/api/ps"),
              HumanText.size(size),
              HumanText.processor(size, model.path("size_vram").asLong()),
              model.path("context_length").asInt() > 0
                  ? Fact.known(model.path("context_length").asInt(), "/api/ps")
                  : Fact.unknown("the server tells it from 0.10 on"),
              instant(model.path("expires_at").asText(), "/api/ps")));
    }
    return List.copyOf(models);
  }

  @Override
  public Generation generate(GenerateRequest request) {
    ObjectNode body = named(request.model());
    body.put("prompt", request.prompt());
    body.put("stream", true);
    body.putObject("options").put("num_predict", request.maxTokens());
    GenerateAnswer answer = new GenerateAnswer(request.maxTokens());
    try (Transport.Reply reply = connection.postPatiently("/api/generate", json(body))) {
      new EventStream(connection, "/api/generate", AFTER_HALF_AN_ANSWER)
          .read(reply, event -> event.path("done").asBoolean(), answer::add);
    }
    return answer.generation();
  }

  @Override
  public void unload(ModelName name) {
    ObjectNode body = named(name);
    body.put("keep_alive", 0);
    body.put("stream", false);
    post("/api/generate", body);
    awaitUnloaded(name);
  }

  /** The server answers at once, and unloads a moment later. */
  private void awaitUnloaded(ModelName name) {
    long deadline = System.nanoTime() + answerTimeout.toNanos();
    while (running().stream().map(RunningModel::name).anyMatch(name::sameAs)) {
      if (System.nanoTime() > deadline) {
        throw new ModelStoreException(
            Kind.TIMED_OUT,
            name
                + " is still loaded "
                + answerTimeout.toSeconds()
                + " s after it was told to unload; it may be answering somebody");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ModelStoreException(
            Kind.INTERRUPTED, "interrupted while " + name + " was being unloaded", e);
      }
    }
  }

  /** Puts a long question and hands on the steps until the one of success. */
  void stream(String path, JsonNode request, Consumer<JsonNode> each) {
    try (Transport.Reply reply = connection.postPatiently(path, json(request))) {
      new EventStream(connection, path, "look whether the server still runs, and into its log")
          .read(reply, event -> event.path("status").asText().equals("success"), each);
    }
  }

  static Progress progress(JsonNode event) {
    String status = event.path("status").asText();
    long total = event.path("total").asLong();
    return total > 0
        ? Progress.of(status, event.path("completed").asLong(), total)
        : Progress.of(status);
  }

  private JsonNode get(String path) {
    try (Transport.Reply reply = connection.get(path)) {
      return object(connection.body(reply, path), path, JSON::readTree);
    }
  }

  private JsonNode post(String path, JsonNode request) {
    try (Transport.Reply reply = connection.post(path, json(request))) {
      return object(connection.body(reply, path), path, JSON::readTree);
    }
  }

  /** Reads JSON; null when there is none. */
  @FunctionalInterface
  private interface TreeReader {
    @Nullable JsonNode read(byte[] body) throws IOException;
  }

  private JsonNode object(byte[] body, String path, TreeReader reader) {
    JsonNode node;
    try {
      node = reader.read(body);
    } catch (IOException e) {
      throw new ModelStoreException(Kind.BROKEN_ANSWER, notJson(body, path), e);
    }
    if (node == null || !node.isObject()) {
      throw new ModelStoreException(Kind.BROKEN_ANSWER, notJson(body, path));
    }
    if (node.hasNonNull("error")) {
      throw Refusal.told(node);
    }
    return node;
  }

  private String notJson(byte[] body, String path) {
    String start = new String(body, 0, Math.min(body.length, 60), StandardCharsets.UTF_8).strip();
    String what =
        start.isEmpty()
            ? "nothing"
            : start.startsWith("<")
                ? "a web page"
                : start.startsWith("{") ? "half a JSON" : "no JSON";
    return connection.host()
        + " answers "
        + what
        + " to "
        + path
        + "; that is no Ollama server, or a proxy before one: check OLLAMA_HOST";
  }

  private JsonNode array(JsonNode answer, String key, String path) {
    JsonNode array = answer.path(key);
    if (!array.isArray() && !array.isNull()) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          connection.host() + " answers no " + key + " to " + path + "; is it an Ollama server?");
    }
    return array;
  }

  private ModelName name(JsonNode model) {
    String text = model.path("name").asText();
    try {
      return ModelName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER, connection.host() + " lists a model with a broken name", e);
    }
  }

  private static String shortDigest(JsonNode model) {
    String digest =
        model.path("digest").asText().toLowerCase(Locale.ROOT).replaceFirst("^sha256:", "");
    return digest.substring(0, Math.min(12, digest.length()));
  }

  private static Fact<Instant> instant(String text, String source) {
    try {
      return Fact.known(OffsetDateTime.parse(text).toInstant(), source);
    } catch (DateTimeException e) {
      return Fact.unknown("the server names no time");
    }
  }

  static Fact<String> text(JsonNode node, String source) {
    String text = node.asText("");
    return text.isEmpty() ? Fact.unknown("the server names none") : Fact.known(text, source);
  }

  /** Before 0.5.5 the model was named by another key; both are sent, each version reads its own. */
  private static ObjectNode named(ModelName name) {
    ObjectNode request = JSON.createObjectNode();
    request.put("model", name.shortForm());
    request.put("name", name.shortForm());
    return request;
  }

  private static String json(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a JSON tree is always JSON", e);
    }
  }
}
