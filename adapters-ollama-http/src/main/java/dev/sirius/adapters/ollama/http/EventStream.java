package dev.sirius.adapters.ollama.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.text.SafeText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An answer of JSON objects, a line each, read as they come. */
final class EventStream {

  /** Bytes that a line may have. */
  static final int LONGEST_LINE = 8 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final String path;
  private final String nextStep;

  /**
   * @param connection the server's
   * @param path what was asked
   * @param nextStep what to do when the answer ends too early, for people
   */
  EventStream(Connection connection, String path, String nextStep) {
    this.connection = connection;
    this.path = path;
    this.nextStep = nextStep;
  }

  /**
   * Hands on each object until the last one has come.
   *
   * @param isLast whether an object is the one that ends a whole answer
   * @throws ModelStoreException when an object tells of an error, or the answer ends before the
   *     last one
   */
  void read(Transport.Reply reply, Predicate<JsonNode> isLast, Consumer<JsonNode> each) {
    connection.requireGood(reply, path);
    try {
      InputStream in = new BufferedInputStream(reply.body());
      for (byte[] line = line(in); line != null; line = line(in)) {
        if (isBlank(line)) {
          continue;
        }
        JsonNode event = object(line);
        if (event.hasNonNull("error")) {
          throw Refusal.told(event);
        }
        each.accept(event);
        if (isLast.test(event)) {
          return;
        }
      }
    } catch (IOException e) {
      throw connection.failure(path, reply.patience(), e);
    }
    throw new ModelStoreException(
        Kind.BROKEN_ANSWER,
        connection.host() + " ended its answer to " + path + " before it was done; " + nextStep);
  }

  /** The bytes up to the next line break or the end; null when there are none left. */
  private byte @Nullable [] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return line.size() == 0 ? null : line.toByteArray();
      }
      if (line.size() == LONGEST_LINE) {
        throw new ModelStoreException(
            Kind.BROKEN_ANSWER,
            connection.host() + " answers a line of more than 8 MiB to " + path);
      }
      line.write(next);
    }
    return line.toByteArray();
  }

  private static boolean isBlank(byte[] line) {
    return new String(line, StandardCharsets.UTF_8).isBlank();
  }

  private JsonNode object(byte[] line) throws IOException {
    try {
      JsonNode event = JSON.readTree(line);
      if (event != null && event.isObject()) {
        return event;
      }
    } catch (JsonProcessingException e) {
      throw notAnObject(line, e);
    }
    throw notAnObject(line, null);
  }

  private ModelStoreException notAnObject(byte[] line, @Nullable Throwable cause) {
    String shown = SafeText.oneLine(new String(line, StandardCharsets.UTF_8), 80);
    String message =
        connection.host()
            + " answers '"
            + shown
            + "' to "
            + path
            + ", which is not the JSON of an Ollama; check OLLAMA_HOST";
    return cause == null
        ? new ModelStoreException(Kind.BROKEN_ANSWER, message)
        : new ModelStoreException(Kind.BROKEN_ANSWER, message, cause);
  }
}
