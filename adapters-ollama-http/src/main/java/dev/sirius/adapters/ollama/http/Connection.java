package dev.sirius.adapters.ollama.http;

import dev.sirius.adapters.ollama.http.Transport.Body;
import dev.sirius.adapters.ollama.http.Transport.Reply;
import dev.sirius.core.model.port.ModelStoreException;
import dev.sirius.core.model.port.ModelStoreException.Kind;
import dev.sirius.core.ollama.OllamaHost;
import dev.sirius.core.text.SafeText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests to one server, with time-outs, bounds, and failures in words. */
final class Connection {

  /** Bytes that an answer which is not streamed may have. */
  static final int LARGEST_ANSWER = 256 << 20;

  private static final int LARGEST_ERROR = 64 << 10;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final OllamaHost host;
  private final Duration answerTimeout;
  private final Duration workTimeout;
  private final Consumer<String> trace;
  private final Transport transport = new UrlConnectionTransport(CONNECT_TIMEOUT);

  /**
   * @param host the server
   * @param answerTimeout the longest silence of a server that is only asked something
   * @param workTimeout the longest silence of a server that loads, quantizes or downloads
   * @param trace is told each request
   */
  Connection(
      OllamaHost host, Duration answerTimeout, Duration workTimeout, Consumer<String> trace) {
    this.host = host;
    this.answerTimeout = answerTimeout;
    this.workTimeout = workTimeout;
    this.trace = trace;
  }

  Reply get(String path) {
    return send("GET", path, null, answerTimeout);
  }

  Reply post(String path, String json) {
    return send("POST", path, new Bodies.Json(json), answerTimeout);
  }

  /** A question whose answer may stay away for long while the server works. */
  Reply postPatiently(String path, String json) {
    return send("POST", path, new Bodies.Json(json), workTimeout);
  }

  Reply delete(String path, String json) {
    return send("DELETE", path, new Bodies.Json(json), answerTimeout);
  }

  /** Sends a file; the server works out its digest before it answers. */
  Reply upload(String path, Bodies.File file) {
    return send("POST", path, file, workTimeout);
  }

  /** Whether a HEAD request of a path answers 200 rather than 404. */
  boolean exists(String path) {
    try (Reply reply = send("HEAD", path, null, answerTimeout)) {
      if (reply.status() == 200) {
        return true;
      }
      if (reply.status() == 404) {
        return false;
      }
      throw new ModelStoreException(
          Kind.BROKEN_ANSWER,
          host
              + " answers "
              + reply.status()
              + " to HEAD "
              + path
              + "; look whether it is an Ollama server, and into its log");
    }
  }

  private Reply send(String method, String path, @Nullable Body body, Duration patience) {
    trace.accept(method + " " + host.url() + path + shown(body));
    String url = new OllamaHost(host.scheme(), connectable(), host.port(), host.path()).url();
    try {
      return transport.exchange(method, URI.create(url + path), body, patience);
    } catch (IOException e) {
      throw failure(path, patience, e);
    }
  }

  /** A server that listens on all addresses is reached on this machine's own. */
  private String connectable() {
    return switch (host.host()) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "::1";
      default -> host.host();
    };
  }

  /** The whole body of an answer that went well. */
  byte[] body(Reply reply, String path) {
    requireGood(reply, path);
    try {
      byte[] bytes = reply.body().readNBytes(LARGEST_ANSWER + 1);
      if (bytes.length > LARGEST_ANSWER) {
        throw new ModelStoreException(
            Kind.BROKEN_ANSWER,
            host + " answers more than 256 MiB to " + path + "; look whether it is an Ollama");
      }
      if (bytes.length < reply.length()) {
        // An early end is not told as a failure.
        throw new IOException("it ended after " + bytes.length + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw failure(path, reply.patience(), e);
    }
  }

  /** Refuses an answer that says by its status that something went wrong. */
  void requireGood(Reply reply, String path) {
    if (reply.status() >= 200 && reply.status() < 300) {
      return;
    }
    throw Refusal.of(host, path, reply.status(), reply.contentType(), errorText(reply, path));
  }

  private String errorText(Reply reply, String path) {
    try {
      return new String(reply.body().readNBytes(LARGEST_ERROR), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw failure(path, reply.patience(), e);
    }
  }

  /** What a failed connection means. */
  ModelStoreException failure(String path, Duration patience, IOException e) {
    if (e instanceof ConnectException
        || e instanceof UnknownHostException
        || e instanceof NoRouteToHostException) {
      return new ModelStoreException(
          Kind.UNREACHABLE,
          "no Ollama server answers at "
              + host
              + "; start it with 'ollama serve', or set OLLAMA_HOST or --host",
          e);
    }
    if (e instanceof SocketTimeoutException) {
      return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("connect")
          ? timeout(
              Kind.UNREACHABLE, path, CONNECT_TIMEOUT, "look whether that address is right", e)
          : timeout(Kind.TIMED_OUT, path, patience, nextStep(patience), e);
    }
    return new ModelStoreException(
        Kind.BROKEN_ANSWER,
        "the answer of "
            + host
            + " to "
            + path
            + " broke off or is no HTTP ("
            + SafeText.oneLine(String.valueOf(e.getMessage()), 200)
            + "); look whether the server still runs and is an Ollama",
        e);
  }

  private String nextStep(Duration patience) {
    return patience.equals(answerTimeout)
        ? "look whether the server is busy, or raise ollama.timeoutSeconds"
        : "it seems to be stuck: look into its log, and start it anew";
  }

  private ModelStoreException timeout(
      Kind kind, String path, Duration patience, String next, IOException cause) {
    return new ModelStoreException(
        kind,
        host + " did not answer " + path + " within " + seconds(patience) + " s; " + next,
        cause);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? String.valueOf(duration.toSeconds())
        : String.valueOf(duration.toMillis() / 1000.0);
  }

  OllamaHost host() {
    return host;
  }

  private static String shown(@Nullable Body body) {
    if (body instanceof Bodies.Json json) {
      return " " + SafeText.oneLine(json.text(), 400);
    }
    return body instanceof Bodies.File file
        ? " (" + file.length() + " bytes of " + file.path() + ")"
        : "";
  }
}
