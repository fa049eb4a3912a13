package dev.sirius.adapters.ollama.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.ErrorText;
import dev.sirius.core.ollama.OllamaHost;
import dev.sirius.core.text.SafeText;

/** What an answer means whose status says that something went wrong. */
final class Refusal {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Refusal() {}

  static ModelStoreException of(
      OllamaHost host, String path, int status, String contentType, String body) {
    String message = message(body);
    if (!message.isEmpty()) {
      ModelStoreException told = ErrorText.failure(message);
      return told.kind() == Kind.REFUSED && status == 404
          ? new ModelStoreException(Kind.NOT_FOUND, String.valueOf(told.getMessage()))
          : told;
    }
    boolean page = contentType.contains("html") || body.stripLeading().startsWith("<");
    if (page) {
      return new ModelStoreException(
          Kind.BROKEN_ANSWER,
          host
              + " answers "
              + status
              + " with a web page; that is a proxy or another server, not Ollama: check OLLAMA_HOST"
              + " and the proxy settings");
    }
    if (status == 404 || status == 405) {
      return new ModelStoreException(
          Kind.TOO_OLD,
          host
              + " does not know "
              + path
              + "; it is no Ollama server, or too old for this: 0.5.5 or later is needed");
    }
    String shown = SafeText.oneLine(body, 200);
    return new ModelStoreException(
        Kind.BROKEN_ANSWER,
        host
            + " answers "
            + status
            + " to "
            + path
            + (shown.isEmpty() ? " and says nothing" : ": " + shown)
            + "; look into the server's log");
  }

  /** The failure that the {@code error} of an answer tells of. */
  static ModelStoreException told(JsonNode answer) {
    String message = text(answer.path("error"));
    return ErrorText.failure(
        message.isBlank() ? "an error without words; look into the server's log" : message);
  }

  /** Ollama's errors are texts; those of servers that are not Ollama may be anything. */
  private static String text(JsonNode error) {
    return error.isValueNode() ? error.asText("") : error.path("message").asText("");
  }

  /** The message of {@code {"error": "…"}}; empty when the body is none. */
  private static String message(String body) {
    if (!body.stripLeading().startsWith("{")) {
      return "";
    }
    try {
      JsonNode node = JSON.readTree(body);
      return node == null ? "" : text(node.path("error"));
    } catch (JsonProcessingException e) {
      return "";
    }
  }
}
