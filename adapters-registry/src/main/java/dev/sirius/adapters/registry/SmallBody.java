package dev.sirius.adapters.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sirius.core.registry.port.RegistryException;
import dev.sirius.core.registry.port.RegistryException.Kind;
import dev.sirius.core.text.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads answers that are small by their nature, and never more than a bound of them. */
final class SmallBody {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_ERROR = 8 << 10;

  private SmallBody() {}

  /**
   * The JSON of an answer.
   *
   * @param most bytes that it may have
   */
  static JsonNode json(Answer answer, int most) {
    Checks.requireUncompressed(answer);
    byte[] bytes = bytes(answer, most);
    try {
      JsonNode node = JSON.readTree(bytes);
      if (node != null && (node.isObject() || node.isArray())) {
        return node;
      }
    } catch (IOException e) {
      throw new RegistryException(Kind.BROKEN_ANSWER, notJson(answer, bytes), e);
    }
    throw new RegistryException(Kind.BROKEN_ANSWER, notJson(answer, bytes));
  }

  private static String notJson(Answer answer, byte[] bytes) {
    String start = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8);
    boolean html = start.stripLeading().startsWith("<");
    return Transport.shown(answer.address())
        + " answers "
        + (html ? "a web page" : "something that is not JSON")
        + " where JSON was asked for; is that a registry, or a proxy before it?";
  }

  static byte[] bytes(Answer answer, int most) {
    try {
      byte[] bytes = answer.body().readNBytes(most + 1);
      if (bytes.length > most) {
        throw new RegistryException(
            Kind.BROKEN_ANSWER,
            Transport.shown(answer.address())
                + " answers more than the "
                + most
                + " bytes that are read of it");
      }
      return bytes;
    } catch (IOException e) {
      throw Transport.failure(answer.address(), e);
    }
  }

  /** What an answer of status 400 or more means. */
  static RegistryException refusal(Answer answer, String what) {
    String where = Transport.shown(answer.address());
    String detail = detail(answer);
    return switch (answer.status()) {
      case 401, 403 ->
          new RegistryException(
              Kind.DENIED,
              what
                  + ": "
                  + where
                  + " answers "
                  + answer.status()
                  + detail
                  + "; it is private or gated: set HF_TOKEN to a token that may read it, or it does"
                  + " not exist");
      case 404, 410 ->
          new RegistryException(
              Kind.NOT_FOUND, what + " is not there: " + where + " answers 404; check the name");
      default ->
          new RegistryException(
              Kind.BROKEN_ANSWER,
              what + ": " + where + " answers " + answer.status() + detail + "; try again later");
    };
  }

  private static String detail(Answer answer) {
    try {
      String text =
          new String(answer.body().readNBytes(LARGEST_ERROR), StandardCharsets.UTF_8).strip();
      JsonNode node = text.startsWith("{") ? JSON.readTree(text) : null;
      String message = node == null ? "" : node.path("error").asText("");
      return message.isEmpty() ? "" : " (" + SafeText.oneLine(message, 200) + ")";
    } catch (IOException e) {
      return "";
    }
  }
}
